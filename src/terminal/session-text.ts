import { maskSecrets } from '../masking/values.ts';
import { utc } from '../reports/phrases.ts';
import type { Session } from '../sessions/session.ts';
import { printable } from './lines.ts';
import { type Paint, PLAIN } from './paint.ts';
import { bytes, type Entry, entries, oneLine, span, UNKNOWN } from './session-words.ts';

export interface TextOptions {
  /** Times count from then. Default: now. */
  now?: Date;
  /** Show the whole session id, and secrets. Default: false. */
  reveal?: boolean;
  paint?: Paint;
}

/** One session, whole, as a person reads it. */
export function sessionText(record: Session, options: TextOptions = {}): string {
  const { now = new Date(), reveal = false, paint = PLAIN } = options;
  const { id, sessionId, state, data, user, created, used, expires, size } = record;
  const shown = reveal ? data : maskSecrets(data);
  const about: Entry[] = [
    ['user', user === null ? UNKNOWN : oneLine(user)],
    ['created', when(created, now)],
    ['used', when(used, now)],
    [state === 'expired' ? 'expired' : 'expires', when(expires, now)],
    ['size', bytes(size)],
  ];
  if (reveal && sessionId !== undefined) about.push(['whole id', oneLine(sessionId)]);
  const held = Object.keys(shown)
    .sort()
    .map((key): Entry => [oneLine(key), valueText(shown[key])]);
  return [
    `${paint.strong(`Session ${id}`)}  ${stateText(record, paint)}`,
    ...entries(about),
    '',
    ...(held.length > 0 ? [paint.strong('It holds'), ...entries(held)] : ['It holds nothing.']),
  ].join('\n');
}

function stateText({ state, reason }: Session, paint: Paint): string {
  const text = reason === undefined ? state : oneLine(`${state}: ${reason}`);
  return state === 'live' ? paint.good(text) : paint.bad(text);
}

/** `2026-03-01 10:00:00 UTC, 12m ago` */
function when(time: Date | null, now: Date): string {
  if (time === null) return UNKNOWN;
  const away = time.getTime() - now.getTime();
  const distance = away > 0 ? `in ${span(away, 2)}` : `${span(-away, 2)} ago`;
  return `${utc(time.toISOString())}, ${distance}`;
}

/** Texts as they are; anything else as JSON, each level further in. */
function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text === '' ? '(empty)' : printable(text);
}
