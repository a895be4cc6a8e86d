import { once } from 'node:events';
import { errorCode } from '../failure.ts';
import { cutTo } from '../terminal/columns.ts';
import { type Door, openDoor, PLAIN_DOOR } from '../terminal/door.ts';
import { type Lines, prose } from '../terminal/lines.ts';
import { type Paint, PLAIN } from '../terminal/paint.ts';
import { printable } from '../terminal/printable.ts';
import { withoutColors } from '../terminal/without-colors.ts';
import { during } from './during.ts';

/**
 * The one way to stdout and stderr. Whatever is handed to it may hold what came from outside: each text becomes one
 * line, in which nothing is left that a terminal obeys but colours that `paint` and `dataPaint` gave.
 */
export interface Screen {
  /** True where a person can be asked: a terminal on both sides, and no CI behind it. */
  readonly interactive: boolean;
  /** Where questions are drawn: the terminal of words, in whose colours. */
  readonly questions: NodeJS.WriteStream;
  /** The colours of words. */
  readonly paint: Paint;
  /** The colours of results: none where they go to a file or a pipe. */
  readonly dataPaint: Paint;
  /** Columns of the terminal that results go to; 80 where it is none. */
  readonly width: number;
  /** The size of the terminal that results go to, as it is now; undefined where they go elsewhere. */
  readonly terminal: { columns: number; rows: number } | undefined;
  /** True once there was a result. */
  readonly hasResults: boolean;
  /** Aborts when nobody reads the results any more. */
  readonly unread: AbortSignal;
  /** Lines of a result, for whoever reads stdout. */
  data(lines: Lines): void;
  /** A result as JSON. What is escaped in it besides what JSON demands leaves it the same value. */
  json(value: unknown, indent?: number): void;
  /** Lines of results; resolves when more can be taken. */
  stream(lines: Lines): Promise<void>;
  /** Lines on the terminal of the results that take the place of the ones before. */
  repaint(lines: readonly string[]): void;
  /** Words for the person, on stderr. */
  say(lines: Lines): void;
  /** The same, of what went wrong. */
  error(lines: Lines): void;
  /** A line that says how far something is; it takes the place of the one before. On a terminal alone. */
  progress(text: string | undefined): void;
  /** Does work that takes a while; a spinner on a terminal, or a line now and then, shows that it goes on, and for how long. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
}

const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const up = (lines: number) => (lines > 0 ? `\x1b[${lines}A` : '');

/** At the end of a progress line there is room for the cursor, and for the "^C" of who interrupts: it begins no line. */
export const PROGRESS_MARGIN = 3;

/** Where nobody knows better, and what nothing is wider than. */
const COLUMNS = 80;

/**
 * The screen of this process.
 *
 * @param plain without colours, whatever the terminal can do
 * @param signal ends the wait for whoever reads the results
 */
export async function openScreen(plain: boolean, signal: AbortSignal): Promise<Screen> {
  const { stdout, stderr } = process;
  const terminal = stderr.isTTY === true;
  const dumb = process.env.TERM === 'dumb';
  const unread = new AbortController();
  // Whoever reads us may have read enough, as `head` does.
  stdout.on('error', (error) => {
    if (errorCode(error) !== 'EPIPE') throw error;
    unread.abort();
  });
  const noLonger = AbortSignal.any([unread.signal, signal]);
  let hasResults = false;
  let painted = 0;
  const write = (text: string) => {
    hasResults = true;
    return stdout.write(text);
  };
  const colorWords = !plain && wantsColor(terminal && !dumb);
  const colorResults = !plain && wantsColor(stdout.isTTY === true && !dumb);
  const door = colorWords || colorResults ? await openDoor() : PLAIN_DOOR;
  const paint = colorWords ? door.paint : PLAIN;
  const columns = () => stderr.columns || COLUMNS;
  const say = (lines: Lines) => void stderr.write(through(door, lines));
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

/** Lines as they go to a terminal, each with its end. */
function through(door: Door, lines: Lines): string {
  return typeof lines === 'string'
    ? `${door.line(lines)}\n`
    : lines.map((line) => `${door.line(line)}\n`).join('');
}

/** https://no-color.org and https://force-color.org: an empty value counts as not set. */
function wantsColor(byItself: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== '0' : byItself;
}

/** https://github.com/watson/ci-info: some set it to say that there is none. */
function isCi(value = ''): boolean {
  return !['', '0', 'false'].includes(value);
}
