import { maskSecrets } from '../masking/values.ts';
import { bytes, duration } from '../quantities.ts';
import { utc } from '../reports/phrases.ts';
import type { Session } from '../sessions/session.ts';
import { type Paint, PLAIN } from './paint.ts';
import { printable } from './printable.ts';
import { entries, type LabelledLines, UNKNOWN } from './session-words.ts';

export interface TextOptions {
  /** The time from which ages count. Default: now. */
  now?: Date;
  /** Show the whole session id, and secrets. Default: false. */
  reveal?: boolean;
  paint?: Paint;
}

/** Everything about one session, for a person. */
export function sessionLines(session: Session, options: TextOptions = {}): string[] {
  const { now = new Date(), reveal = false, paint = PLAIN } = options;
  const { id, sessionId, state, data, user, created, used, expires, size } = session;
  const shown = reveal ? data : maskSecrets(data);
  const about: LabelledLines[] = [
    ['user', user === null ? UNKNOWN : printable(user)],
    ['created', when(created, now)],
    ['used', when(used, now)],
    [state === 'expired' ? 'expired' : 'expires', when(expires, now)],
    ['size', bytes(size)],
  ];
  if (reveal && sessionId !== undefined) about.push(['whole id', printable(sessionId)]);
  const held = Object.keys(shown)
    .sort()
    .map((key): LabelledLines => [key, valueLines(shown[key])]);
  return [
    `${paint.strong(`Session ${id}`)}  ${stateText(session, paint)}`,
    ...entries(about),
    '',
    ...(held.length > 0 ? [paint.strong('It holds'), ...entries(held)] : ['It holds nothing.']),
  ];
}

function stateText({ state, reason }: Session, paint: Paint): string {
  const text = reason === undefined ? state : printable(`${state}: ${reason}`);
  return state === 'live' ? paint.good(text) : paint.bad(text);
}

/** `2026-03-01 10:00:00 UTC, 12m ago` */
function when(time: Date | null, now: Date): string {
  if (time === null) return UNKNOWN;
  const away = time.getTime() - now.getTime();
  const distance = away > 0 ? `in ${span(away)}` : `${span(-away)} ago`;
  return `${utc(time.toISOString())}, ${distance}`;
}

function span(milliseconds: number): string {
  return duration(milliseconds, { smallest: 's' });
}

/** A text on one line; anything else as indented JSON. */
function valueLines(value: unknown): string[] {
  if (typeof value === 'string') return [printable(value) || '(empty)'];
  return JSON.stringify(value, null, 2).split('\n').map(printable);
}
