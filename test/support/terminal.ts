import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { onTestFinished, vi } from 'vitest';
import { BIN, CLEAN_ENV } from './cli.ts';

const COLUMNS = 80;
const ROWS = 30;
const LAST_WORDS_MS = 100;

export const KEYS = { enter: '\r', down: '\x1b[B', ctrlC: '\x03' };

interface TerminalOptions {
  cwd: string;
  env?: Record<string, string>;
  columns?: number;
}

/** create-session-app, or the command's other name, in a real pseudo-terminal. */
export function runOnTerminal(
  args: string[],
  options: TerminalOptions,
  bin: keyof typeof BIN = 'create-session-app',
): TerminalRun {
  return new TerminalRun(process.execPath, [BIN[bin], ...args], options);
}

/** A program in a real pseudo-terminal, with an emulator that keeps its screen. */
export class TerminalRun {
  readonly #pty: IPty;
  readonly #screen: xterm.Terminal;
  /** All that was sent to the terminal, with its escape sequences. */
  output = '';
  /** Resolves with the exit code when the program has ended, and the screen shows its last words. */
  readonly ended: Promise<number>;

  constructor(program: string, args: string[], options: TerminalOptions) {
    const { columns: cols = COLUMNS } = options;
    this.#screen = new xterm.Terminal({ cols, rows: ROWS, allowProposedApi: true });
    this.#pty = spawn(program, args, {
      cols,
      rows: ROWS,
      name: options.env?.TERM ?? 'xterm-256color',
      cwd: options.cwd,
      env: { ...CLEAN_ENV, ...options.env },
    });
    this.#pty.onData((data) => {
      this.output += data;
      this.#screen.write(data);
    });
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        // What it printed last may arrive later, and the screen takes it in when it has time.
        setTimeout(() => this.#screen.write('', () => resolve(exitCode)), LAST_WORDS_MS);
      });
    });
    onTestFinished(() => this.#pty.kill('SIGKILL'));
  }

  get pid(): number {
    return this.#pty.pid;
  }

  kill(signal: NodeJS.Signals): void {
    this.#pty.kill(signal);
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  /** What a person sees now. */
  text(): string {
    const { active } = this.#screen.buffer;
    let text = '';
    for (let row = 0; row < active.length; row += 1) {
      const line = active.getLine(row);
      text += (line?.isWrapped || row === 0 ? '' : '\n') + (line?.translateToString(true) ?? '');
    }
    return text.trimEnd();
  }

  /** The screen's rows, wherever the terminal itself broke a line. */
  rows(): string[] {
    const { active } = this.#screen.buffer;
    return Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    );
  }

  /** Waits until the screen shows something. */
  async shows(what: string | RegExp): Promise<void> {
    await vi.waitFor(
      () => {
        const text = this.text();
        if (typeof what === 'string' ? !text.includes(what) : !what.test(text)) {
          throw new Error(`The screen does not show ${what}:\n${text}`);
        }
      },
      { timeout: 20_000, interval: 20 },
    );
  }
}
