import type { DevEvent, DevRequestEvent, RequestSession } from '../events/dev.ts';
import { BAR, printedLines } from '../printed.ts';
import { SESSION_EFFECTS, storeOperation } from '../reports/phrases.ts';
import type { KeyChange } from '../sessions/key-changes.ts';
import { cutTo, padTo } from './columns.ts';
import { behind } from './lines.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { keyText } from './runs/step-text.ts';

const METHOD = 4;
const STATUS = 3;
const SESSION = 9;
/** How many columns the rest of a line needs, with room for what happened to the session. */
const BESIDES_PATH = 58;
const SHORTEST_PATH = 16;
/** What follows a path of at most so many columns begins at the same column on each line. */
const USUAL_PATH = 40;

/** The margin of the app's own output: indented, after a bar. */
const MARGIN = `${' '.repeat(10)}${BAR}`;

/**
 * The lines of an event in the log. The app's own output is after a bar on every line: a terminal would otherwise wrap
 * it into lines that look like ours.
 *
 * @param columns of the terminal, into which the lines must fit; Infinity without a terminal
 */
export function tailLines(event: DevEvent, paint: Paint, columns: number): string[] {
  if (event.type === 'output') {
    return printedLines(event.text)
      .flatMap((line) => behind(MARGIN, printable(line), columns))
      .map((line) => paint.quiet(line.trimEnd()));
  }
  const time = clock(new Date(event.at));
  // An address that is cut is useless.
  if (event.type === 'page') return [`${paint.quiet(time)}  ${printable(pageText(event))}`];
  if (event.type === 'note') {
    return behind(' '.repeat(time.length + 2), printable(event.text), columns).map((line, index) =>
      index === 0 ? paint.quiet(time) + line.slice(time.length) : line,
    );
  }
  const text = printable(bodyOf(event, columns));
  const shown = 'url' in event ? text : cutTo(text, columns - time.length - 2);
  return [`${paint.quiet(time)}  ${paintOf(event, paint)(shown)}`];
}

function bodyOf(
  event: Exclude<DevEvent, { type: 'output' | 'page' | 'note' }>,
  columns: number,
): string {
  switch (event.type) {
    case 'request':
      return requestText(event, columns);
    case 'store':
      return `store ${storeOperation(event.operation)}`;
    case 'started':
      return `the app is running at ${event.url}`;
    case 'stopped':
      return 'the app stopped';
    case 'restarted':
      return `the app is running again at ${event.url}`;
    case 'ended':
      return 'the app was stopped';
  }
}

function pageText({ url, opened }: Extract<DevEvent, { type: 'page' }>): string {
  return opened ? `the page was opened; for one more: ${url}` : `the page is at ${url}`;
}

function paintOf(event: DevEvent, paint: Paint): (text: string) => string {
  if (event.type === 'stopped' || event.type === 'ended') return paint.quiet;
  if (event.type === 'started' || event.type === 'restarted') return paint.good;
  const failed =
    event.type === 'request'
      ? (event.status ?? 500) >= 500 || event.session?.errors.length || event.session?.keptId
      : event.type === 'store' && event.operation.error !== undefined;
  return failed ? paint.bad : (text) => text;
}

/** `POST /login            302   #1 → #2     + user_name "alice"` */
function requestText(event: DevRequestEvent, columns: number) {
  const { method, path, status, session, location } = event;
  const room = Math.max(columns - BESIDES_PATH, SHORTEST_PATH);
  const words = [
    method.padEnd(METHOD),
    padTo(cutTo(printable(path), room), Math.min(room, USUAL_PATH)),
    String(status ?? '–').padEnd(STATUS),
    `  ${padTo(printable(sessionText(session)), SESSION)}`,
    // A query would push away what happened to the session.
    ...(location === null ? [] : [` → ${printable(location.replace(/\?.*/s, ''))}`]),
    ` ${status === null ? 'given up' : effectText(event)}`,
  ];
  return words.join(' ').trimEnd();
}

/** `#1 → #2`, `#2 alice`; a dash where there is none. */
function sessionText(session: RequestSession | null): string {
  if (!session) return '';
  const { before, after, user } = session;
  if (after === undefined) return before === undefined ? '–' : `${before} –`;
  if (before !== undefined && before !== after) return `${before} → ${after}`;
  return user === null || session.action === 'created' ? after : `${after} ${user}`;
}

function effectText({ session, cookies }: DevRequestEvent): string {
  if (!session) return '';
  const { action, keys, errors, forged, keptId } = session;
  const began = action === 'created' || action === 'replaced';
  return [
    ...(keptId ? ['kept its id at sign-in!'] : []),
    ...(forged ? ['a forged cookie'] : []),
    keys.map(signed).join(' · ') || SESSION_EFFECTS[action],
    ...(began && cookies.length === 0 ? ['no cookie came for it'] : []),
    ...errors.map((error) => `the store failed at ${error}`),
  ].join(', ');
}

function signed(change: KeyChange): string {
  const sign = !('after' in change) ? '-' : 'before' in change ? '~' : '+';
  return `${sign} ${keyText(change)}`;
}

/** The time of day where the reader is. */
function clock(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
