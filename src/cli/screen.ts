import { once } from 'node:events';
import { errorCode } from '../failure.ts';
import { prose } from '../terminal/lines.ts';
import { type Paint, PLAIN } from '../terminal/paint.ts';

/** The one way to stdout and stderr. */
export interface Screen {
  /** True where a person can be asked: a terminal on both sides, and no CI behind it. */
  readonly interactive: boolean;
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
  /** A result, for whoever reads stdout. */
  data(text: string): void;
  /** Results, as they are; resolves when more can be taken. */
  stream(text: string): Promise<void>;
  /** Lines on the terminal of the results that take the place of the ones before. */
  repaint(lines: readonly string[]): void;
  /** Words for the person, on stderr. */
  say(text: string): void;
  /** The same, of what went wrong. */
  error(text: string): void;
  /** A line that says how far something is; it takes the place of the one before. On a terminal alone. */
  progress(text: string | undefined): void;
  /** Does work that takes a while; a spinner on a terminal, or a line now and then, shows that it goes on, and for how long. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
}

const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const up = (lines: number) => (lines > 0 ? `\x1b[${lines}A` : '');

/** Off a terminal, so often a line says that work goes on; a quick install needs none. */
const SIGN_OF_LIFE_MS = 10_000;

/** Where nobody knows better, and what nothing is wider than. */
const COLUMNS = 80;

/**
 * The screen of this process.
 *
 * @param plain without colours, whatever the terminal can do
 * @param signal ends the wait for whoever reads the results
 */
export async function openScreen(plain: boolean, signal: AbortSignal): Promise<Screen> {
  const terminal = process.stderr.isTTY === true;
  const dumb = process.env.TERM === 'dumb';
  const { stdout } = process;
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
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const paint = !plain && wantsColor(terminal && !dumb) ? await colors() : PLAIN;
  return {
    interactive: terminal && process.stdin.isTTY === true && !isCi(process.env.CI),
    paint,
    dataPaint: !plain && wantsColor(stdout.isTTY === true && !dumb) ? await colors() : PLAIN,
    width: Math.min(process.stdout.columns || COLUMNS, COLUMNS),
    get terminal() {
      return stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined;
    },
    get hasResults() {
      return hasResults;
    },
    unread: unread.signal,
    data: (text) => write(`${text}\n`),
    stream: async (text) => {
      if (write(text) || noLonger.aborted) return;
      await once(stdout, 'drain', { signal: noLonger }).catch(() => {});
    },
    repaint: (lines) => {
      write(`\r${up(painted)}${CLEAR_BELOW}${lines.map((line) => `${line}\n`).join('')}`);
      painted = lines.length;
    },
    say,
    error: (text) => {
      const [label, message] = ['error:', `error: ${text}`];
      const words = terminal ? prose(message, process.stderr.columns || COLUMNS) : message;
      say(paint.bad(label) + words.slice(label.length));
    },
    progress: (text) => {
      if (terminal && !dumb) process.stderr.write(`\r${CLEAR_LINE}${text ?? ''}`);
    },
    during: async (text, work) => {
      if (terminal && !dumb) return spin(text, work);
      say(`${text} …`);
      return everySoOften(SIGN_OF_LIFE_MS, (seconds) => say(`${text} … ${seconds} s`), work);
    },
  };
}

async function colors(): Promise<Paint> {
  const { default: kleur } = await import('kleur');
  kleur.enabled = true;
  return {
    strong: kleur.bold,
    good: kleur.green,
    bad: kleur.red,
    quiet: kleur.dim,
    command: kleur.cyan,
  };
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

async function spin<T>(text: string, work: () => Promise<T>): Promise<T> {
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const spinner = yoctoSpinner({ text: `${text} … 0 s`, handleSignals: false }).start();
  const stop = () => void spinner.stop();
  // It has hidden the cursor.
  process.once('exit', stop);
  const tell = (seconds: number) => {
    spinner.text = `${text} … ${seconds} s`;
  };
  try {
    return await everySoOften(1000, tell, work);
  } finally {
    process.off('exit', stop);
    stop();
  }
}

/** Tells, again and again while the work goes on, for how many seconds it has. */
async function everySoOften<T>(
  milliseconds: number,
  tell: (seconds: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  const began = Date.now();
  const clock = setInterval(() => tell(Math.round((Date.now() - began) / 1000)), milliseconds);
  try {
    return await work();
  } finally {
    clearInterval(clock);
  }
}
