import { once } from 'node:events';
import { errorCode, Failure } from '../failure.ts';
import { cutTo } from '../terminal/columns.ts';
import { type Door, openDoor, PLAIN_DOOR } from '../terminal/door.ts';
import { type Lines, prose } from '../terminal/lines.ts';
import { type Paint, PLAIN } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { withoutColors } from '../terminal/without-colors.ts';
import { whyNotWritten } from '../why-not-written.ts';
import { during } from './during.ts';

/**
 * The only way to stdout and stderr. Any text may come from outside: each becomes one line, without control sequences
 * except the colours of `paint` and `dataPaint`.
 */
export interface Screen {
  /** True if a person can be asked: both sides are a terminal, and it is not CI. */
  readonly interactive: boolean;
  /** Where questions are drawn: the terminal for messages. */
  readonly questions: NodeJS.WriteStream;
  /** The colours of messages. */
  readonly paint: Paint;
  /** The colours of results: none in a file or a pipe. */
  readonly dataPaint: Paint;
  /** Columns of the terminal for results; 80 without a terminal. */
  readonly width: number;
  /** The current size of the terminal for results; undefined without one. */
  readonly terminal: { columns: number; rows: number } | undefined;
  /** True once there was a result. */
  readonly hasResults: boolean;
  /** Aborts when nobody reads the results any more. */
  readonly unread: AbortSignal;
  /** Prints lines of a result, on stdout. */
  data(lines: Lines): void;
  /** Prints a result as JSON. Additional escapes do not change its value. */
  json(value: unknown, indent?: number): void;
  /** Prints lines of results; resolves when more can be written. */
  stream(lines: Lines): Promise<void>;
  /** Replaces the lines on the terminal for results. */
  repaint(lines: readonly string[]): void;
  /** Prints a message, on stderr. */
  say(lines: Lines): void;
  /** Prints an error, on stderr. */
  error(lines: Lines): void;
  /** Shows progress in a line that replaces the one before. Only on a terminal. */
  progress(text: string | undefined): void;
  /** Does work that takes a while; a spinner on a terminal, or a line from time to time, shows for how long. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
}

const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const up = (lines: number) => (lines > 0 ? `\x1b[${lines}A` : '');

/**
 * A progress line leaves room at its end for the cursor, and for the "^C" that terminals print on an interruption.
 */
export const PROGRESS_MARGIN = 3;

/** The default width, and the largest one in use. */
const COLUMNS = 80;

/**
 * The screen of this process.
 *
 * @param plain without colours, even if the terminal has them
 * @param signal ends the waiting for the reader of the results
 */
export async function openScreen(plain: boolean, signal: AbortSignal): Promise<Screen> {
  const { stdout, stderr } = process;
  const terminal = stderr.isTTY === true;
  const dumb = process.env.TERM === 'dumb';
  const unread = new AbortController();
  const stop = (error: unknown) => {
    unread.abort();
    // The reader, such as `head`, may have closed the pipe; or a person the terminal.
    if (errorCode(error) !== (stdout.isTTY ? 'EIO' : 'EPIPE')) throw notWritten(error);
  };
  stdout.on('error', stop);
  // Nobody can be told that messages cannot be written.
  stderr.on('error', () => {});
  const noLonger = AbortSignal.any([unread.signal, signal]);
  let hasResults = false;
  let painted = 0;
  const write = (text: string) => {
    hasResults = true;
    if (unread.signal.aborted) return true;
    try {
      return stdout.write(text);
    } catch (error) {
      stop(error);
      return true;
    }
  };
  const colorWords = !plain && wantsColor(terminal && !dumb);
  const colorResults = !plain && wantsColor(stdout.isTTY === true && !dumb);
  const door = colorWords || colorResults ? await openDoor() : PLAIN_DOOR;
  const paint = colorWords ? door.paint : PLAIN;
  const columns = () => stderr.columns || COLUMNS;
  const say = (lines: Lines) => {
    try {
      stderr.write(through(door, lines));
    } catch {
      // As above.
    }
  };
  return {
    interactive: terminal && process.stdin.isTTY === true && !isCi(process.env.CI),
    questions: colorWords ? stderr : withoutColors(stderr),
    paint,
    dataPaint: colorResults ? door.paint : PLAIN,
    width: Math.min(stdout.columns || COLUMNS, COLUMNS),
    get terminal() {
      return stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined;
    },
    get hasResults() {
      return hasResults;
    },
    unread: unread.signal,
    data: (lines) => void write(through(door, lines)),
    json: (value, indent) =>
      void write(through(door, JSON.stringify(value, null, indent).split('\n'))),
    stream: async (lines) => {
      if (write(through(door, lines)) || noLonger.aborted) return;
      await once(stdout, 'drain', { signal: noLonger }).catch(() => {});
    },
    repaint: (lines) => {
      write(`\r${up(painted)}${CLEAR_BELOW}${through(door, lines)}`);
      painted = lines.length;
    },
    say,
    error: (lines) => {
      const [label, [first = '', ...rest]] = ['error: ', [lines].flat()];
      const all = [label + first, ...rest].map(printable);
      const laid = terminal ? all.flatMap((line) => prose(line, columns())) : all;
      const [head = '', ...others] = laid;
      say([paint.bad(label.trimEnd()) + head.slice(label.trimEnd().length), ...others]);
    },
    progress: (text = '') => {
      if (terminal && !dumb)
        stderr.write(
          `\r${CLEAR_LINE}${door.line(cutTo(printable(text), columns() - PROGRESS_MARGIN))}`,
        );
    },
    during: (text, work) => during(printable(text), work, terminal && !dumb, say),
  };
}

/** Lines for a terminal, each with its line end. */
function through(door: Door, lines: Lines): string {
  return typeof lines === 'string'
    ? `${door.line(lines)}\n`
    : lines.map((line) => `${door.line(line)}\n`).join('');
}

function notWritten(error: unknown): Failure {
  return new Failure(
    'cannot-write',
    `The results cannot be written to stdout: ${whyNotWritten(errorCode(error))}. Write them to another place.`,
    { cause: error },
  );
}

/** https://no-color.org and https://force-color.org: an empty value counts as not set. */
function wantsColor(byItself: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== '0' : byItself;
}

/** https://github.com/watson/ci-info: some set CI to say that this is not CI. */
function isCi(value = ''): boolean {
  return !['', '0', 'false'].includes(value);
}
