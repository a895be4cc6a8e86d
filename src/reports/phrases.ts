import { STATUS_CODES } from 'node:http';
import type { SessionAction } from '../events/dev.ts';
import type { Check, CookieChange, Difference, SentCookie, StepEvent } from '../events/run.ts';
import type { StoreChange, StoreOperation } from '../events/store.ts';
import type { Passage, RunVerdict, StepVerdict } from './gather.ts';

export const VERDICTS: Readonly<Record<StepVerdict | RunVerdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  unanswered: 'no answer',
  stopped: 'stopped before its end',
};

/** The flow and its pace: `login (quick)`. */
export function passageName({ flow, pace }: Pick<Passage, 'flow' | 'pace'>): string {
  return `${flow} (${pace})`;
}

/** `POST /login?next=%2Fabout` */
export function requestLine({ request }: StepEvent): string {
  return `${request.method} ${request.path}`;
}

/** `303 → /about`, `200 OK`, or why no response came. */
export function responseLine(step: StepEvent): string {
  const { response } = step;
  if (!response) return noResponse(step);
  const { status, location } = response;
  return location ? `${status} → ${location.to}` : statusLine(status);
}

/** Why no response came. */
export function noResponse({ error }: StepEvent): string {
  return error ? `no answer: ${error}` : 'no answer';
}

/** `303 See Other`; only the number if it has no standard name. */
export function statusLine(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
}

/** `session = #1`, `session withheld` */
export function sentCookie({ name, value, sent }: SentCookie): string {
  return sent ? `${name} = ${value}` : `${name} withheld`;
}

const COOKIE_ACTIONS: Readonly<
  Record<CookieChange['action'], (name: string, value: string) => string>
> = {
  set: (name, value) => `${name} set to ${value}`,
  changed: (name, value) => `${name} changed to ${value}`,
  repeated: (name, value) => `${name} still ${value}`,
  cleared: (name) => `${name} cleared`,
  refused: (name) => `${name} refused`,
};

/** `session set to #2` */
export function cookieChange({ name, action, value }: CookieChange): string {
  return COOKIE_ACTIONS[action](name, value);
}

/** `set #1`, `get #1: timed out` */
export function storeOperation({ name, session, error }: StoreOperation): string {
  const what = session ? `${name} ${session}` : name;
  return error ? `${what}: ${error}` : what;
}

/** `#1 created: user, views` */
export function storeChange({ session, action, keys }: StoreChange): string {
  const names = keys.map(({ key }) => key).join(', ');
  return names ? `${session} ${action}: ${names}` : `${session} ${action}`;
}

/** `the status: expected 303, got 200` */
export function checkLine({ what, expected, got }: Check): string {
  return `${what}: expected ${expected}, got ${got}`;
}

/** `the sign-in: patient 303, quick 302` */
export function differenceLine({ title, patient, quick }: Difference): string {
  return `${title}: patient ${patient}, quick ${quick}`;
}

/** `2026-03-01 10:00:00 UTC`, of an ISO 8601 time. */
export function utc(iso: string): string {
  return iso.replace(/^(\S+)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');
}

/** What happened to a session in a request. */
export const SESSION_EFFECTS: Readonly<Record<SessionAction, string>> = {
  none: 'no session',
  created: 'created',
  replaced: 'a new id',
  changed: 'changed',
  saved: 'saved unchanged',
  touched: 'touched',
  read: 'read',
  destroyed: 'destroyed',
  dropped: 'dropped, but still in the store',
};
