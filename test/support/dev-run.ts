import { rmSync } from 'node:fs';
import { execa } from 'execa';
import { vi } from 'vitest';
import { BIN, CLEAN_ENV } from './cli.ts';
import { makeFolder } from './scratch.ts';

/** `session-app dev`, in a process of its own. */
export interface DevRun {
  /** Where the app is. */
  url: string;
  /** What a command must be told so that it finds the app. */
  env: Record<string, string>;
  /** Of the process that watches the app. */
  pid: number;
  /** Whether that process runs still. */
  runs(): boolean;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
}

/** Starts it off a terminal, and waits until the app listens. */
export async function startDev(args: string[]): Promise<DevRun> {
  const env: Record<string, string> = { XDG_RUNTIME_DIR: makeFolder(), TMPDIR: makeFolder() };
  const run = execa(process.execPath, [BIN['session-app'], 'dev', ...args, '--json'], {
    // The tests' crowds of visitors all come from one address.
    env: { ...CLEAN_ENV, PORT: '0', NEW_SESSIONS: '1000000', ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  let output = '';
  run.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const url = await vi.waitFor(
    () => {
      const [, found] = /"type":"started".*?"url":"([^"]+)"/.exec(output) ?? [];
      if (!found) throw new Error(`The app does not listen:\n${output}`);
      return found;
    },
    { timeout: 30_000, interval: 20 },
  );
  return {
    url,
    env,
    pid: run.pid ?? 0,
    runs: () => run.exitCode === null || run.exitCode === undefined,
    async stop() {
      run.kill('SIGINT');
      await run;
      for (const folder of Object.values(env)) rmSync(folder, { recursive: true });
    },
  };
}
