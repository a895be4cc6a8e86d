import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { javascriptSite } from './javascript-site.ts';
import { scratchFolder } from './scratch.ts';

const PROGRAM = fileURLToPath(new URL('stopping-store.mjs', import.meta.url));

export type Operation = 'create' | 'update' | 'extend' | 'delete';

/** The path of a generated site's file store, as JavaScript, which goes when the running test ends. */
export function builtFileStore(): string {
  const scratch = scratchFolder();
  chmodSync(scratch, 0o755);
  return join(javascriptSite('file', scratch).directory, 'src/stores.js');
}

/** A process with a file store, which stands still, as by SIGSTOP, in the middle of what it does. Linux alone tells. */
export class StoppingStore {
  readonly #child: ChildProcess;
  #result: Promise<unknown> = Promise.resolve();

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(module: string, directory: string): Promise<StoppingStore> {
    const env = { ...process.env, SESSION_DIR: directory };
    const child = fork(PROGRAM, [module], { env });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    return new StoppingStore(child);
  }

  /** Begins something; true when it stands still before its n-th step, false when it has done all without one. */
  async stopsIn(operation: Operation, id: string, step: number): Promise<boolean> {
    let ended = false;
    this.#result = once(this.#child, 'message').then(([{ result }]) => {
      ended = true;
      return result;
    });
    this.#child.send({ operation, id, step });
    while (!ended && !this.#standsStill()) await pause(1);
    return !ended;
  }

  /** Goes on; answers the result. */
  async goOn(): Promise<unknown> {
    this.#child.kill('SIGCONT');
    return this.#result;
  }

  isAlive(): boolean {
    return this.#child.signalCode === null;
  }

  async kill(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  #standsStill(): boolean {
    return /\) T /.test(readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8'));
  }
}
