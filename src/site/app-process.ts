import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import { GRACE_MS } from '../probe/messages.ts';
import { ROOT } from '../root.ts';
import { OutputLines } from './output-lines.ts';
import type { StartedSite } from './site.ts';

const PROBE = fileURLToPath(new URL('dist/probe.cjs', ROOT));

/** So much of what an app printed last tells enough. */
const MOST_OUTPUT = 8_000;

/** What an app printed before its end is read by then. */
const LAST_WORDS_MS = 500;

/** An app as a child process with a probe in it. It ends when we end, however that comes. */
export class AppProcess {
  /** Resolves when it has ended, and all that it printed was read. */
  readonly ended: Promise<unknown>;
  readonly #child: ChildProcess;
  readonly #command: string;
  #output = '';
  #isHeld = false;
  #lastWords: NodeJS.Timeout | undefined;
  readonly #kill = () => this.#signal('SIGKILL');

  constructor(
    { command, directory }: Pick<StartedSite, 'command' | 'directory'>,
    env: Readonly<Record<string, string>>,
  ) {
    const [program, ...args] = typeof command === 'string' ? [command] : command;
    this.#command = [program, ...args].join(' ');
    this.#child = spawn(program, args, {
      cwd: directory,
      env: { ...process.env, ...env, NODE_OPTIONS: withProbe(process.env.NODE_OPTIONS) },
      shell: typeof command === 'string',
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: what the app starts ends with it, and Ctrl-C reaches it by us alone.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const keep = (text: string) => {
      this.#output = (this.#output + text).slice(-MOST_OUTPUT);
    };
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      // What cannot be read any more was not printed, and the app's end is told by itself.
      stream
        ?.setEncoding('utf8')
        .on('data', keep)
        .on('error', () => {});
    }
    this.ended = once(this.#child, 'close').catch((error) => keep(String(error)));
    this.#child.once('exit', () => this.#letGo());
    process.once('exit', this.#kill);
  }

  get hasEnded(): boolean {
    return (
      this.#child.pid === undefined ||
      this.#child.exitCode !== null ||
      this.#child.signalCode !== null
    );
  }

  /** Calls back with each line that it prints from now on. */
  onLine(callback: (stream: 'stdout' | 'stderr', text: string) => void): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const lines = new OutputLines((text) => callback(name, text));
      this.#child[name]
        ?.on('data', (text: string) => lines.push(text))
        .on('end', () => lines.end());
    }
  }

  /** A daemon that it leaves may keep its output open for ever: what it printed itself is there in a moment. */
  #letGo(): void {
    const close = () => {
      // Whoever is slow to read is not to miss its last words.
      if (this.#isHeld) return;
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
    };
    // If we were busy all the time, what came is read before that.
    this.#lastWords = setInterval(() => setImmediate(close), LAST_WORDS_MS);
    void this.ended.then(() => clearInterval(this.#lastWords));
  }

  /** Leaves what it prints where it is, so that it waits as with any slow reader, until it is to go on. */
  holdOutput(hold: boolean): void {
    this.#isHeld = hold;
    this.#lastWords?.refresh();
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (hold) stream?.pause();
      else stream?.resume();
    }
  }

  async stop(): Promise<void> {
    this.#signal('SIGTERM');
    // Its end is not told before all that it printed is read.
    this.holdOutput(false);
    const late = setTimeout(this.#kill, GRACE_MS);
    await this.ended;
    clearTimeout(late);
    // A shell may have ended before what it started.
    this.#kill();
    process.off('exit', this.#kill);
  }

  /** What went wrong, with what the app printed. */
  failure(what: string, waited?: number): Failure {
    const printed = this.#output.trimEnd();
    const words = printed
      ? `It printed:\n\n${printed.replace(/^/gm, '    ')}`
      : 'It printed nothing.';
    return new Failure('app-failed', `${this.#said(what, waited)}\n${words}`);
  }

  /** The same, for those who have seen what it printed. */
  ending(what: string): Failure {
    return new Failure('app-failed', `${this.#said(what)}\nSee what it printed last.`);
  }

  #said(what: string, waited?: number): string {
    const { exitCode, signalCode } = this.#child;
    const how = signalCode ?? (exitCode === null ? '' : `exit code ${exitCode}`);
    const after = waited === undefined ? how && ` (${how})` : ` within ${waited / 1000} s`;
    return `The app ${what}${after}: ${this.#command}`;
  }

  #signal(name: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') endTree(pid);
      else process.kill(-pid, name);
    } catch {
      // It has ended already.
    }
  }
}

/** Windows has neither signals nor groups: a process ends at once, with all that it started. */
function endTree(pid: number): void {
  spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
}

/** `--require` meets CommonJS and ES modules alike, and comes before the app's first line. */
function withProbe(options = ''): string {
  return `${options} --require ${JSON.stringify(PROBE)}`.trim();
}
