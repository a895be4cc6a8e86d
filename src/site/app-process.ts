import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import { printedLines, quoted } from '../printed.ts';
import type { ProbeLine } from '../probe/line/line.ts';
import { GRACE_MS } from '../probe/messages.ts';
import { withPrograms } from '../project/programs.ts';
import { duration } from '../quantities.ts';
import { ROOT } from '../root.ts';
import { OutputLines } from './output-lines.ts';
import { signalGroup } from './process-group.ts';
import type { StartedSite } from './site.ts';

const PROBE = fileURLToPath(new URL('dist/probe.cjs', ROOT));

/** How much of an app's last output an error shows. */
const MOST_OUTPUT = 8_000;

/** How long after its end we still read what an app has printed. */
const LAST_WORDS_MS = 500;

/** How long an app may take to report that was started in the background. */
const REPORT_MS = 3_000;
const POLL_MS = 50;

/** Ends all running apps, by one listener: Node warns of a leak if there are more than ten. */
const running = new Set<() => void>();
const killRunning = () => {
  for (const kill of running) kill();
};

type LineCallback = (stream: 'stdout' | 'stderr', text: string) => void;

/** An app as a child process with a probe in it. It ends when we end, whatever the reason. */
export class AppProcess {
  /** Resolves when it has ended, and all of its output was read. */
  readonly ended: Promise<unknown>;
  #child: ChildProcess;
  /** What started it, in a line. */
  readonly command: string;
  #output = '';
  /** What was printed since the last call of `takePrinted`. */
  #news = '';
  #isHeld = false;
  #isStopping = false;
  /** Whether its processes were asked to end, and still have time for it. */
  #mayFinish = false;
  readonly #onLine: LineCallback[] = [];
  #onUnwatched: () => void = () => {};
  #lastWords: NodeJS.Timeout | undefined;
  /** When the process that we started has ended. */
  #left: number | undefined;
  readonly #line: Pick<ProbeLine, 'isConnected' | 'servers'> | undefined;
  #lastReport = 0;
  readonly #kill = () => void this.#signal('SIGKILL');

  /** @param line where its probes report: the shell that started it may have ended before */
  constructor(
    { command, directory }: Pick<StartedSite, 'command' | 'directory'>,
    env: Readonly<Record<string, string>>,
    line?: Pick<ProbeLine, 'isConnected' | 'servers'>,
  ) {
    this.#line = line;
    const [program, ...args] = typeof command === 'string' ? [command] : command;
    this.command = [program, ...args].join(' ');
    const shell = typeof command === 'string';
    const given = { ...process.env, ...env };
    const known = shell ? withPrograms(directory, given) : given;
    const start = (nodeOptions: string) =>
      spawn(program, args, {
        cwd: directory,
        env: { ...known, NODE_OPTIONS: nodeOptions },
        shell,
        stdio: ['ignore', 'pipe', 'pipe'],
        // Its own process group: what the app starts ends with it, and Ctrl-C reaches it only through us.
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
    const { NODE_OPTIONS = '' } = process.env;
    this.#child = start(withProbe(NODE_OPTIONS));
    this.ended = this.#untilEnded(() => start(NODE_OPTIONS));
    running.add(this.#kill);
    process.off('exit', killRunning).once('exit', killRunning);
  }

  /** If Node's permission model does not allow the probe, the app is started once more without it. */
  async #untilEnded(startUnwatched: () => ChildProcess): Promise<void> {
    await this.#untilClosed();
    const refusesProbe =
      this.#output.includes('ERR_ACCESS_DENIED') && this.#output.includes(basename(PROBE));
    if (this.#isStopping || !refusesProbe) return;
    this.#output = '';
    this.#child = startUnwatched();
    this.#onUnwatched();
    for (const callback of this.#onLine) this.#tellLines(callback);
    await this.#untilClosed();
  }

  async #untilClosed(): Promise<void> {
    const child = this.#child;
    const keep = (text: string) => {
      this.#output = (this.#output + text).slice(-MOST_OUTPUT);
      this.#news = (this.#news + text).slice(-MOST_OUTPUT);
    };
    for (const stream of [child.stdout, child.stderr]) {
      // Output that can no longer be read is lost, and the app's end is reported elsewhere.
      stream
        ?.setEncoding('utf8')
        .on('data', keep)
        .on('error', () => {});
    }
    child.once('exit', () => {
      this.#left = Date.now();
      this.#letGo(child);
    });
    await once(child, 'close').catch((error) => keep(String(error)));
    clearInterval(this.#lastWords);
    while (this.#goesOn) await pause(POLL_MS);
  }

  get hasEnded(): boolean {
    return this.#child.pid === undefined || (this.#left !== undefined && !this.#goesOn);
  }

  /** Null while it runs, and if a signal ended it. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Whether the app goes on though its shell has ended, as with `node app > log &`, or if it only takes its time. */
  get #goesOn(): boolean {
    if (!this.#signal(0)) return false;
    const { exitCode } = this.#child;
    const now = Date.now();
    if (this.#line?.isConnected) this.#lastReport = now;
    const quietFor = now - this.#lastReport;
    // Nobody may have collected the exit codes of its processes: then the system still knows them.
    if (this.#isStopping) return this.#mayFinish && (!this.#lastReport || quietFor < LAST_WORDS_MS);
    if (exitCode) return this.#line !== undefined && this.#line.servers.length > 0;
    return quietFor === 0 || (exitCode === 0 && now - (this.#left ?? now) < REPORT_MS);
  }

  /** The end of the app's output since the last call. */
  takePrinted(): string {
    const news = this.#news;
    this.#news = '';
    return news;
  }

  /** Whether the end of all its output matches. */
  hasPrinted(what: RegExp): boolean {
    return what.test(this.#output);
  }

  /** Calls back if the app is started once more, without the probe that it does not allow. */
  whenUnwatched(callback: () => void): void {
    this.#onUnwatched = callback;
  }

  /** Calls back with each line that it prints from now on. */
  onLine(callback: LineCallback): void {
    this.#onLine.push(callback);
    this.#tellLines(callback);
  }

  #tellLines(callback: LineCallback): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const lines = new OutputLines((text) => callback(name, text));
      this.#child[name]
        ?.on('data', (text: string) => lines.push(text))
        .on('end', () => lines.end());
    }
  }

  /** A daemon that the app leaves may keep its output open for ever. The app's own output arrives in a moment. */
  #letGo({ stdout, stderr }: ChildProcess): void {
    const close = () => {
      // A slow reader must not miss the last output, and a shell ends before the app that it started.
      if (this.#isHeld || this.#goesOn) return;
      stdout?.destroy();
      stderr?.destroy();
    };
    // If we were busy all the time, what has arrived is read before that.
    this.#lastWords = setInterval(() => setImmediate(close), LAST_WORDS_MS);
  }

  /** Stops or continues reading the app's output. While it is stopped, the app waits, as with any slow reader. */
  holdOutput(hold: boolean): void {
    this.#isHeld = hold;
    this.#lastWords?.refresh();
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (hold) stream?.pause();
      else stream?.resume();
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#mayFinish = true;
    this.#signal('SIGTERM');
    // Its end is not reported before all of its output is read.
    this.holdOutput(false);
    const late = setTimeout(() => {
      this.#mayFinish = false;
      this.#kill();
    }, GRACE_MS);
    await this.ended;
    clearTimeout(late);
    // A shell may have ended before the programs that it started.
    this.#kill();
    running.delete(this.#kill);
    if (running.size === 0) process.off('exit', killRunning);
  }

  /** An error with what went wrong, what may help, and the app's output. */
  failure(what: string, { waited, hint }: { waited?: number; hint?: string } = {}): Failure {
    const printed = this.#output.trimEnd();
    const words = printed
      ? ['It printed:', ...quoted(printedLines(printed))]
      : ['It printed nothing.'];
    return new Failure('app-failed', [this.#said(what, waited), ...(hint ? [hint] : []), ...words]);
  }

  /** The same, if the output was shown already. */
  ending(what: string): Failure {
    const where = this.#output === '' ? 'It printed nothing.' : 'See what it printed last.';
    return new Failure('app-failed', [this.#said(what), where]);
  }

  #said(what: string, waited?: number): string {
    const { exitCode, signalCode } = this.#child;
    const how = signalCode ?? (exitCode === null ? '' : `exit code ${exitCode}`);
    const after = waited === undefined ? how && ` (${how})` : ` within ${duration(waited)}`;
    return `The app ${what}${after}: ${this.command}`;
  }

  /** @returns whether one of its processes was there to get it; 0 asks only that */
  #signal(signal: NodeJS.Signals | 0): boolean {
    const { pid } = this.#child;
    return pid !== undefined && signalGroup(pid, signal);
  }
}

/** `--require` works for CommonJS and ES modules, and runs before the app's first line. */
function withProbe(options: string): string {
  return `${options} --require ${JSON.stringify(PROBE)}`.trim();
}
