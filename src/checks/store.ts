import { isDeepStrictEqual } from 'node:util';
import { own, told } from '../masking/told.ts';
import type { ChecksOf } from './check-result.ts';
import { liveSession } from './observed.ts';
import { contentsText, contentsTold } from './wording.ts';

/** The checks of what the store holds; none if it cannot be read. */
export const STORE_CHECKS: ChecksOf<'holds' | 'store' | 'signedIn'> = {
  holds: (values, seen) => {
    if (!seen.store) return undefined;
    const data = liveSession(seen.store.sessions, seen.session.after)?.data;
    return {
      of: 'holds',
      what: 'what the session holds',
      passed: Object.entries(values).every(([key, value]) =>
        isDeepStrictEqual(data && ownValue(data, key), value),
      ),
      expected: contentsTold(values),
      got: data ? contentsTold(data) : own('no session in the store'),
    };
  },
  store: (contents, seen) => {
    if (!seen.store) return undefined;
    const held = seen.store.sessions.map(({ data }) => contentsText(data)).sort();
    const wanted = contents.map(contentsText).sort();
    return {
      of: 'store',
      what: 'what the store holds',
      passed: isDeepStrictEqual(held, wanted),
      expected: wanted.length > 0 ? told`${wanted.join(' | ')}` : own('nothing'),
      got: held.length > 0 ? told`${held.join(' | ')}` : own('nothing'),
    };
  },
  signedIn: (count, seen) => {
    if (!seen.store) return undefined;
    const signedIn = seen.store.sessions.filter(({ user }) => user !== null);
    return {
      of: 'signedIn',
      what: 'sessions that are signed in',
      passed: signedIn.length === count,
      expected: own(String(count)),
      got: own(String(signedIn.length)),
    };
  },
};

function ownValue(data: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}
