import type { SessionAction } from '../../../events/dev.ts';
import type { Expectation } from '../../../flows/flow.ts';
import { MASK } from '../../../masking/values.ts';
import type { Recorded } from './recorded.ts';
import { isRefused, typedIn } from './typed.ts';

/** What a request did to its session, as the expectation of a flow. */
const SESSION: Readonly<Record<SessionAction, Expectation['session']>> = {
  none: 'none',
  created: 'begins',
  replaced: 'fresh',
  changed: 'same',
  saved: 'same',
  touched: 'same',
  read: 'same',
  destroyed: 'ends',
  dropped: undefined,
};

/** Parts of an address that differ each time: numbers, and texts long enough to be random. */
const BY_CHANCE = /\/(\d+|[0-9a-f]{12,}|[0-9a-f]{8}-[0-9a-f-]{27}|[\w-]{20,})(?=[/?]|$)/i;

/** An app may answer with a number that is no HTTP status; a flow cannot expect it. */
const HIGHEST_STATUS = 599;

/** Where a response redirects to on this site; undefined if it does not. */
export function redirectTarget({ event: { location, path }, sent: { host } }: Recorded) {
  if (location === null || !URL.canParse(location, `http://${host}${path}`)) return undefined;
  const url = new URL(location, `http://${host}${path}`);
  return url.host === host ? decodedMask(url.pathname + url.search) : undefined;
}

/** Whether an address may differ the next time. */
export function isByChance(path: string): boolean {
  return BY_CHANCE.test(path) || path.includes(MASK);
}

/** What a step should show: what was seen, as far as it is the same each time. */
export function expectedOf(
  recorded: Recorded,
  { isOld, user, signedIn }: { isOld: boolean; user: string | undefined; signedIn?: number },
): Expectation {
  const { event } = recorded;
  const to = redirectTarget(recorded);
  const session = isOld ? undefined : sessionOf(recorded);
  const holds = holdsOf(recorded, user);
  return {
    ...(event.status !== null && event.status <= HIGHEST_STATUS && { status: event.status }),
    ...(to !== undefined && (isByChance(to) ? { staysOnSite: true } : { goesTo: to })),
    ...(session && { session }),
    ...(holds && { holds }),
    ...(signedIn !== undefined && { signedIn }),
    ...(isRefused(recorded) && (event.status ?? 500) < 500 && { refusesSignIn: true }),
  };
}

function sessionOf({ event: { session }, destroyed }: Recorded): Expectation['session'] {
  if (!session) return undefined;
  const { action, before } = session;
  if (action === 'none') return before === undefined ? 'none' : 'unknown';
  if (action === 'replaced' && !destroyed) return 'begins';
  return SESSION[action];
}

/** Typed values that are now in the session: these are the same each time. */
function holdsOf(recorded: Recorded, user: string | undefined): Expectation['holds'] {
  const typed = typedIn(recorded).map(({ value }) => value);
  const held = (recorded.event.session?.keys ?? []).flatMap(({ key, after }) => {
    if (after === undefined || after === null || after === '' || typeof after === 'object')
      return [];
    if (user !== undefined && after === user) return [[key, '$user'] as const];
    return typed.includes(after) ? [[key, after] as const] : [];
  });
  return held.length > 0 ? Object.fromEntries(held) : undefined;
}

function decodedMask(path: string): string {
  return path.replaceAll(encodeURIComponent(MASK), MASK);
}
