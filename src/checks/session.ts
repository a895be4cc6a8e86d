import type { Expectation } from '../flows/flow.ts';
import { own } from '../masking/told.ts';
import { isOurs } from '../site/site.ts';
import type { CheckResult, ChecksOf } from './check-result.ts';
import { isLetIn, liveSession, type Observed, whoOf } from './observed.ts';
import { isKeptElsewhere, isUntold } from './sign-in.ts';

/** The checks of the visitor's session. */
export const SESSION_CHECKS: ChecksOf<'session'> = {
  session: (expected, seen) => BY_EXPECTATION[expected](seen),
};

const BY_EXPECTATION: {
  [Kind in NonNullable<Expectation['session']>]: (seen: Observed) => CheckResult | undefined;
} = {
  none: ({ session }) => ({
    of: 'session',
    what: 'the session',
    passed: session.after === undefined,
    expected: own('none'),
    got: own(session.after ?? 'none'),
  }),
  begins: ({ session, store }) => ({
    of: 'session',
    what: 'the session',
    passed: session.after !== undefined && isStored(store, session.after),
    expected: own('one begins'),
    got: own(standing(session.after, store)),
  }),
  same: (seen) => {
    if (isKeptElsewhere(seen)) return undefined;
    const { session, store } = seen;
    const goesOn =
      session.after !== undefined &&
      session.after === session.before &&
      isStored(store, session.movedTo ?? session.after);
    return {
      of: 'session',
      what: 'the session',
      passed: goesOn || hasNewId(seen),
      expected: own(`${session.before ?? 'the one from before'} goes on`),
      got: own(
        isOldAsItWas(seen)
          ? `${standing(session.after, store)}, and ${session.before} still counts`
          : standing(session.after, store),
      ),
    };
  },
  fresh: ({ session: { before, after, movedTo = after }, store }) => ({
    of: 'session',
    what: 'the session’s id',
    passed:
      movedTo !== undefined &&
      after !== before &&
      isStored(store, movedTo) &&
      !isKept(store, before),
    expected: own(before ? `a new one, and ${before} destroyed` : 'a new one'),
    got: own(
      [
        standing(after, store),
        before && after !== before && isKept(store, before) ? `${before} still counts` : '',
      ]
        .filter(Boolean)
        .join(', '),
    ),
  }),
  renewed: (seen) =>
    isUntold(seen) || isKeptElsewhere(seen) ? undefined : BY_EXPECTATION.fresh(seen),
  ends: ({ session: { before, after }, store, site }) => {
    // Another app may keep the session, and only remove the user from it: a later step with the old cookie decides.
    if (!isOurs(site)) return undefined;
    return {
      of: 'session',
      what: 'the session',
      passed: store ? !isKept(store, before) : after !== before,
      expected: own(`${before ?? 'it'} is destroyed`),
      got: own(
        store ? standing(before, store) : after === before ? 'the cookie stays' : 'the cookie goes',
      ),
    };
  },
  filled: ({ session: { after }, store }) => {
    if (!store) return undefined;
    const held = liveSession(store.sessions, after);
    const isEmpty = held !== undefined && Object.keys(held.data).length === 0;
    const holds = `${after}, which holds ${isEmpty ? 'nothing' : 'something'}`;
    return {
      of: 'session',
      what: 'what is stored for the visitor',
      passed: !isEmpty,
      expected: own('nothing, or a session that holds something'),
      got: own(held ? holds : 'nothing'),
    };
  },
  unknown: ({ session: { before }, store, site }) =>
    store && isOurs(site)
      ? {
          of: 'session',
          what: 'the old session',
          passed: !isKept(store, before),
          expected: own(`${before ?? 'it'} opens nothing`),
          got: own(standing(before, store)),
        }
      : undefined,
};

/**
 * Whether the session continues under a new id. Other apps may change it at any time, as long as the user stays signed
 * in and the old session ends, perhaps a moment later. A session that existed before belongs to somebody else. If the
 * store cannot be read, a visitor who is let in is still signed in.
 */
function hasNewId(seen: Observed): boolean {
  const { session, before, store, site } = seen;
  if (isOurs(site) || session.after === session.before) return false;
  if (!store) return session.before !== undefined && session.after !== undefined && isLetIn(seen);
  if (liveSession(before, session.after) !== undefined || isOldAsItWas(seen)) return false;
  const was = whoOf(liveSession(before, session.before));
  const is = whoOf(liveSession(store.sessions, session.movedTo ?? session.after));
  // Nobody has seen who was signed in with a session that has just begun.
  return is !== null && (session.isJustBegun === true || is === was);
}

/** Whether the old id is still as good as before for the same user: it is not marked, and does not end sooner. */
export function isOldAsItWas({ session, before, store }: Observed): boolean {
  if (session.after === undefined || session.before === session.after) return false;
  const was = liveSession(before, session.before);
  const is = liveSession(store?.sessions, session.before);
  if (!was || !is || whoOf(is) === null || whoOf(is) !== whoOf(was)) return false;
  const isMarked = store?.changes.some(
    ({ action, session: alias }) => action === 'changed' && alias === session.before,
  );
  const endsSooner = is.expires !== null && (was.expires === null || is.expires < was.expires);
  return !isMarked && !endsSooner;
}

function isStored(store: Observed['store'], alias: string): boolean {
  return store === null || liveSession(store.sessions, alias) !== undefined;
}

function isKept(store: Observed['store'], alias: string | undefined): boolean {
  return liveSession(store?.sessions, alias) !== undefined;
}

function standing(alias: string | undefined, store: Observed['store']): string {
  if (alias === undefined) return 'none';
  if (!store) return alias;
  return `${alias}, ${isKept(store, alias) ? 'which is in the store' : 'which is not in the store'}`;
}
