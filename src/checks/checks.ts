import { isDeepStrictEqual } from 'node:util';
import type { Check } from '../events/run.ts';
import type { Expectation } from '../flows/flow.ts';
import { own, type Told, told } from '../masking/told.ts';
import { meets } from '../site/site.ts';
import { causeOf } from './causes.ts';
import { asksToSignIn, liveSession, type Observed } from './observed.ts';
import { answerOf, contentsText, contentsTold, destinationOf, wordsOf } from './wording.ts';

/** What a check found. */
export interface Finding {
  what: string;
  passed: boolean;
  expected: Told;
  got: Told;
}

type Expected = Required<Omit<Expectation, 'only'>>;

/** How each kind of expectation is checked; undefined where that cannot be seen. */
const CHECKS: {
  [Kind in keyof Expected]: (value: Expected[Kind], seen: Observed) => Finding | undefined;
} = {
  status: (status, seen) => {
    const allowed = [status].flat();
    return {
      what: 'the status',
      passed: seen.response !== undefined && allowed.includes(seen.response.status),
      expected: own(allowed.join(' or ')),
      got: answerOf(seen),
    };
  },
  goesTo: (path, seen) => ({
    what: 'where it leads',
    passed: seen.response?.location?.onThisSite === true && seen.response.location.path === path,
    expected: told`${path}`,
    got: destinationOf(seen),
  }),
  staysOnSite: (_, seen) => ({
    what: 'whether it stays on this site',
    passed: seen.response?.location?.onThisSite === true,
    expected: own('a page of this site'),
    got: destinationOf(seen),
  }),
  asksToSignIn: (_, seen) => ({
    what: 'who is let in',
    passed: asksToSignIn(seen),
    expected: own('nobody without a sign-in'),
    got: answerOf(seen),
  }),
  refusesSignIn: (_, seen) => ({
    what: 'who is signed in',
    passed:
      seen.response !== undefined &&
      seen.response.status < 500 &&
      (seen.response.location === undefined || asksToSignIn(seen)),
    expected: own('nobody: the form once more, or a refusal'),
    got: answerOf(seen),
  }),
  signInForm: (_, seen) => ({
    what: 'the page',
    passed: seen.response?.page.forms.some(asksForPassword) === true,
    expected: own('a form that asks for a password'),
    got: own(seen.response?.page.forms.some(asksForPassword) ? 'one' : 'none'),
  }),
  says: (text, seen) => ({
    what: 'what the page says',
    passed: seen.response?.page.text.includes(text) === true,
    expected: told`"${text}"`,
    got: wordsOf(seen),
  }),
  saysNot: (text, seen) => ({
    what: 'what the page says',
    passed: seen.response?.page.text.includes(text) === false,
    expected: told`nothing of "${text}"`,
    got: wordsOf(seen),
  }),
  session: (expected, seen) => SESSION_CHECKS[expected](seen),
  holds: (values, seen) => {
    if (!seen.store) return undefined;
    const data = liveSession(seen.store.sessions, seen.session.after)?.data;
    return {
      what: 'what the session holds',
      passed: Object.entries(values).every(([key, value]) =>
        isDeepStrictEqual(data && ownValue(data, key), value),
      ),
      expected: contentsTold(values),
      got: data ? contentsTold(data) : own('no session in the store'),
    };
  },
  store: (records, seen) => {
    if (!seen.store) return undefined;
    const held = seen.store.sessions.map(({ data }) => contentsText(data)).sort();
    const wanted = records.map(contentsText).sort();
    return {
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
      what: 'sessions that are signed in',
      passed: signedIn.length === count,
      expected: own(String(count)),
      got: own(String(signedIn.length)),
    };
  },
};

const SESSION_CHECKS: {
  [Kind in NonNullable<Expectation['session']>]: (seen: Observed) => Finding | undefined;
} = {
  none: ({ session }) => ({
    what: 'the session',
    passed: session.after === undefined,
    expected: own('none'),
    got: own(session.after ?? 'none'),
  }),
  begins: ({ session, store }) => ({
    what: 'the session',
    passed: session.after !== undefined && isStored(store, session.after),
    expected: own('one begins'),
    got: own(standing(session.after, store)),
  }),
  same: ({ session, store }) => ({
    what: 'the session',
    passed:
      session.after !== undefined &&
      session.after === session.before &&
      isStored(store, session.after),
    expected: own(`${session.before ?? 'the one from before'} goes on`),
    got: own(standing(session.after, store)),
  }),
  fresh: ({ session: { before, after }, store }) => ({
    what: 'the session’s id',
    passed:
      after !== undefined && after !== before && isStored(store, after) && !isKept(store, before),
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
  ends: ({ session: { before, after }, store }) => ({
    what: 'the session',
    passed: store ? !isKept(store, before) : after !== before,
    expected: own(`${before ?? 'it'} is destroyed`),
    got: own(
      store ? standing(before, store) : after === before ? 'the cookie stays' : 'the cookie goes',
    ),
  }),
  unknown: ({ session: { before }, store }) =>
    store
      ? {
          what: 'the old session',
          passed: !isKept(store, before),
          expected: own(`${before ?? 'it'} opens nothing`),
          got: own(standing(before, store)),
        }
      : undefined,
};

/**
 * The checks of a step: each thing that it must show, under the conditions that hold for this site. A step without
 * a whole response has one check, which failed.
 *
 * @param hide masks what came from outside
 */
export function checksOf(
  expectations: readonly Expectation[],
  seen: Observed,
  hide: (outside: string) => string,
): Check[] {
  return findingsOn(expectations, seen).map((finding) => ({
    ...finding,
    expected: finding.expected.text(hide),
    got: finding.got.text(hide),
    ...(!finding.passed && causeOf(finding.what, seen)),
  }));
}

/** The same, with what came from outside as it came. */
export function findingsOn(expectations: readonly Expectation[], seen: Observed): Finding[] {
  if (!seen.response || seen.error !== undefined) return [noResponse(seen)];
  return expectations.filter(({ only }) => meets(seen.site, only)).flatMap(findingsOf(seen));
}

function noResponse({ response, error }: Observed): Finding {
  return {
    what: 'the response',
    passed: false,
    expected: own(response ? 'the whole of it' : 'one'),
    got: error ?? own('no answer'),
  };
}

function findingsOf(seen: Observed): (expectation: Expectation) => Finding[] {
  const find = <Kind extends keyof Expected>(kind: Kind, value: Expected[Kind] | undefined) =>
    (value === undefined ? undefined : CHECKS[kind](value, seen)) ?? [];
  return (expectation) => KINDS.flatMap((kind) => find(kind, expectation[kind]));
}

const KINDS = Object.keys(CHECKS).filter((kind): kind is keyof Expected => kind in CHECKS);

function asksForPassword({ fields }: { fields: ReadonlyArray<{ type: string }> }): boolean {
  return fields.some(({ type }) => type === 'password');
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

function ownValue(data: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}
