import { describe, expect, it } from 'vitest';
import { brokenBy } from '../../src/checks/causes/broken-by.ts';
import type { Looked } from '../../src/checks/check-result.ts';
import { notesOf } from '../../src/checks/notes.ts';
import type { Observed, Past } from '../../src/checks/observed.ts';
import { isOldAsItWas, SESSION_CHECKS } from '../../src/checks/session.ts';
import { refusedSignIn } from '../../src/checks/sign-in.ts';
import { readPage } from '../../src/visitor/page.ts';
import { aChange, aCookieChange, aSentCookie, aSession, aStore } from '../support/runs.ts';

const SITE: Observed['site'] = {
  kind: 'other',
  name: 'an app',
  entry: { url: 'http://127.0.0.1' },
};
const REQUEST: Observed['request'] = {
  method: 'GET',
  path: '/',
  signsIn: false,
  isSecure: false,
  cookies: [],
};
const SIGN_IN = { ...REQUEST, method: 'POST', path: '/login', signsIn: true };
const HELD = [aSession()];

/** A page that came, with nothing of note to it but what a test says. */
function seen(part: Partial<Observed>): Observed {
  return {
    site: SITE,
    pace: 'patient',
    request: REQUEST,
    response: answer(200),
    cookies: [],
    session: {},
    before: [],
    store: null,
    ...part,
  };
}

function answer(status: number, to?: string, onThisSite = true): NonNullable<Observed['response']> {
  return {
    status,
    headers: [],
    page: readPage(''),
    ...(to !== undefined && { location: { to, path: to, onThisSite } }),
  };
}

/** A first visit. */
function aPast(part: Partial<Past>): Past {
  return {
    signIn: 'none',
    hasNoLogOut: false,
    hasLoggedOut: false,
    isThief: false,
    isLoggedOut: false,
    isOpenedByOthers: false,
    isFromBeforeSignIn: false,
    isParallel: false,
    isElsewhere: false,
    isRestarted: false,
    isTornApart: false,
    isOutrun: false,
    isSavedLate: false,
    isRevived: false,
    isOpenToAll: false,
    hasKeptId: false,
    isInvented: false,
    ids: [],
    hasOwnLimits: false,
    isTooLate: false,
    isDueToMove: false,
    hasIdleSession: false,
    ...part,
  };
}

const KEPT = { before: '#1', after: '#1' };
const read = (found: boolean) => ({ name: 'get', session: '#1', took: 1, found });

describe('why a step came as it did', () => {
  it.each<[note: string, part: Partial<Observed>]>([
    [
      'session was withheld: it is Secure, and the site is on plain HTTP',
      {
        request: {
          ...REQUEST,
          cookies: [aSentCookie('#1', 'it is Secure, and the site is on plain HTTP')],
        },
      },
    ],
    [
      'session was refused: it has a Domain',
      { cookies: [aCookieChange('refused', '#1', { why: 'it has a Domain' })] },
    ],
    [
      'the same cookie again',
      {
        session: KEPT,
        cookies: [aCookieChange('repeated', '#1', { session: '#1', attributes: ['Path=/'] })],
      },
    ],
    [
      'the cookie is gone, and #1 goes on in the store, with nobody signed in',
      { session: { before: '#1' }, store: aStore({ sessions: [aSession({ user: null })] }) },
    ],
    [
      'nobody is signed in with #1 any more, and the session itself goes on',
      { session: KEPT, before: HELD, store: aStore({ sessions: [aSession({ user: null })] }) },
    ],
    [
      'the session was read, and the store was asked to move its expiry',
      {
        session: KEPT,
        store: aStore({
          operations: [read(true), { name: 'touch', session: '#1', took: 1 }],
          sessions: HELD,
        }),
      },
    ],
    [
      'the browser has dropped the cookie of #1: its time was up',
      { past: aPast({ dropped: '#1' }), store: aStore() },
    ],
    [
      'the store was asked to move the expiry of the session, and nothing else was written',
      {
        session: KEPT,
        past: aPast({ app: { stores: 1, memories: 0, hasIdleSession: false } }),
        store: aStore({ changes: [aChange('#1', 'touched')], sessions: HELD }),
      },
    ],
    [
      'the same cookie again, with a later expiry',
      { session: KEPT, cookies: [aCookieChange('repeated', '#1', { session: '#1' })] },
    ],
    ['a session begins', { session: { after: '#1' }, cookies: [aCookieChange('set', '#1')] }],
    [
      'the id changed: a stolen old one is worth nothing',
      { session: { before: '#1', after: '#2' }, store: aStore() },
    ],
    [
      'the id changed, but #1 still counts',
      { session: { before: '#1', after: '#2' }, store: aStore({ sessions: HELD }) },
    ],
    [
      'the session is gone from the store, and its cookie from the browser',
      { session: { before: '#1' }, store: aStore() },
    ],
    [
      'the cookie is gone, and #1 still counts: whoever has a copy stays signed in',
      { session: { before: '#1' }, store: aStore({ sessions: HELD }) },
    ],
    [
      'the store does not know #1: its cookie opens nothing',
      { session: KEPT, store: aStore({ operations: [read(false)] }) },
    ],
    ['no session: there is nothing to remember yet', { store: aStore() }],
    [
      '#1 was stored, and no cookie came for it',
      { store: aStore({ changes: [aChange('#1', 'created')] }) },
    ],
    [
      'the session was only touched: it now expires later',
      { session: KEPT, store: aStore({ changes: [aChange('#1', 'touched')], sessions: HELD }) },
    ],
    [
      'the session was read, and nothing was written',
      { session: KEPT, store: aStore({ operations: [read(true)], sessions: HELD }) },
    ],
    [
      'the store failed at set: disk full',
      { store: aStore({ operations: [{ name: 'set', took: 1, error: 'disk full' }] }) },
    ],
    ['it leads out of this site', { response: answer(302, '//example.com', false) }],
    ['whoever is not signed in is sent to sign in', { response: answer(302, '/login') }],
  ])('%s', (note, part) => {
    expect(notesOf(seen(part), (text) => text)).toContain(note);
  });

  it.each<[wrong: string, part: Partial<Observed>]>([
    ['the session was read', { session: KEPT, store: aStore({ operations: [], sessions: HELD }) }],
    [
      'the store does not know #1',
      { session: KEPT, store: aStore({ operations: [read(false)], sessions: HELD }) },
    ],
    ['nothing to remember yet', { past: aPast({ dropped: '#1' }), store: aStore() }],
    ['nothing to remember yet', { past: aPast({ hasLoggedOut: true }), store: aStore() }],
    [
      'stays signed in',
      { session: { before: '#1' }, store: aStore({ sessions: [aSession({ user: null })] }) },
    ],
    [
      'nothing was written',
      {
        session: KEPT,
        store: aStore({
          operations: [read(true), { name: 'touch', session: '#1', took: 1 }],
          sessions: HELD,
        }),
      },
    ],
    [
      'it now expires later',
      {
        session: KEPT,
        past: aPast({ app: { stores: 1, memories: 0, hasIdleSession: false } }),
        store: aStore({ changes: [aChange('#1', 'touched')], sessions: HELD }),
      },
    ],
    ['worth nothing', { session: { before: '#1', after: '#2' } }],
    [
      'later expiry',
      {
        session: KEPT,
        cookies: [aCookieChange('repeated', '#1', { session: '#1', attributes: [] })],
      },
    ],
  ])('never: %s', (wrong, part) => {
    expect(notesOf(seen(part), (text) => text).join('\n')).not.toContain(wrong);
  });

  it('is not said where the store cannot be seen, and nothing came', () => {
    expect(notesOf(seen({}), (text) => text)).toEqual([]);
  });
});

describe('the likeliest cause of a failed check, and its fix', () => {
  const LOGGED_OUT = aPast({ isLoggedOut: true, isThief: true });
  const failing = aStore({ operations: [{ name: 'set', took: 1, error: 'disk full' }] });

  it.each<[cause: string, mend: string, of: Looked, part: Partial<Observed>]>([
    ['the app ended the connection', 'what the app printed', 'response', { response: undefined }],
    ['the app limits sign-ins', 'a higher one', 'status', { response: answer(429) }],
    ['the session store failed', 'whether its store', 'status', { response: answer(503) }],
    [
      'and the app went on as if it had not',
      'pass errors of req.session.save()',
      'status',
      { store: failing },
    ],
    [
      'the session store answered with an error',
      'whether its store',
      'status',
      { store: failing, response: answer(500) },
    ],
    ['the app failed in this request', 'what the app printed', 'status', { response: answer(500) }],
    ['the app has no such page', 'in a flow file', 'status', { response: answer(404) }],
    [
      'the browser refused the session’s cookie: it says SameSite=None, …',
      'cookie.sameSite',
      'session',
      {
        cookies: [
          aCookieChange('refused', '#1', { session: '#1', why: 'it says SameSite=None, …' }),
        ],
      },
    ],
    [
      'the browser withheld the session’s cookie: it is only for /login',
      'cookie.path',
      'session',
      {
        request: {
          ...REQUEST,
          cookies: [{ ...aSentCookie('#1', 'it is only for /login'), session: '#1' }],
        },
      },
    ],
    [
      'a session was stored and no cookie came',
      'cookie.secure',
      'session',
      {
        store: aStore({
          changes: [aChange('#1', 'created')],
          sessions: [aSession({ secure: true })],
        }),
      },
    ],
    [
      'the id stays the same at sign-in',
      'regenerate()',
      'session',
      { request: SIGN_IN, session: KEPT },
    ],
    [
      'the session from before the sign-in still counts',
      'destroys the old session',
      'session',
      {
        request: SIGN_IN,
        session: { before: '#1', after: '#2' },
        store: aStore({ sessions: HELD }),
      },
    ],
    [
      'the answer to the sign-in came before the session was stored',
      'req.session.save()',
      'status',
      { pace: 'quick', session: KEPT, store: aStore({ sessions: HELD }) },
    ],
    [
      'the memory store forgets',
      'outside the process',
      'status',
      { site: { ...SITE, store: 'memory' }, session: KEPT },
    ],
    [
      'the store does not hold the session',
      'what removed it',
      'session',
      { session: KEPT, store: aStore() },
    ],
    ['no cookie came', 'in req.session', 'session', { request: SIGN_IN, store: aStore() }],
    ['no cookie came', 'in req.session', 'session', { request: { ...SIGN_IN, isSecure: true } }],
    ['over plain HTTP', 'https:// address', 'session', { request: SIGN_IN }],
  ])('%s: %s', (cause, fix, of, part) => {
    const found = brokenBy({ of }, seen(part));
    expect(found?.cause).toContain(cause);
    expect(found?.fix).toContain(fix);
  });

  it.each<[string, string, Partial<Observed>]>([
    ['is signed as cookie-session does it', 'keep sessions on the server', { past: LOGGED_OUT }],
    [
      'as that of a token does',
      'which tokens or sessions count',
      { past: { ...LOGGED_OUT, app: { stores: 0, memories: 0, hasIdleSession: false } } },
    ],
    [
      'the log-out leaves the session signed in',
      'req.session.destroy()',
      { past: { ...LOGGED_OUT, app: { stores: 1, memories: 0, hasIdleSession: false } } },
    ],
  ])('of an old cookie that counts after the log-out: %s', (cause, fix, part) => {
    const [cookie, signature] = [aSentCookie('(9 bytes)'), aSentCookie('(27 bytes)')];
    const cookies = [cookie, { ...signature, name: `${cookie.name}.sig` }];
    const found = brokenBy(
      { of: 'asksToSignIn' },
      seen({ request: { ...REQUEST, cookies }, response: answer(200), ...part }),
    );
    expect(found).toMatchObject({
      rule: 'logout-ends-session',
      cause: expect.stringContaining(cause),
      fix: expect.stringContaining(fix),
    });
  });

  it('is no want of sessions where another package than express-session keeps them', () => {
    const failed = (site: Observed['site']) =>
      brokenBy(
        { of: 'status' },
        seen({
          site,
          response: answer(500),
          past: aPast({ app: { stores: 0, memories: 0, hasIdleSession: false } }),
        }),
      );
    expect(failed(SITE)?.rule).toBe('session-present');
    expect(failed({ ...SITE, sessionsBy: 'cookie-session' })).toMatchObject({
      cause: 'the app failed in this request',
    });
  });

  it('is not made up', () => {
    expect(brokenBy({ of: 'says' }, seen({}))).toBeUndefined();
  });
});

describe('why a sign-in was refused', () => {
  it.each<[string, number, Partial<Observed['request']>, RegExp]>([
    ['a wrong password', 401, {}, /^give an account/],
    ['by a form that a script sends', 200, { method: 'GET' }, /^name the request that the script/],
    ['forbidden, with its origin told', 403, {}, /^give an account/],
    ['a wrong password, without an origin', 422, { hidesOrigin: true }, /^give an account/],
    ['forbidden, without an origin', 403, { hidesOrigin: true }, /Referrer-Policy/],
  ])('%s', (_, status, request, fix) => {
    const part = seen({
      request: { ...SIGN_IN, ...request },
      response: answer(status),
      past: aPast({ signIn: 'refused' }),
      site: { ...SITE, way: { login: { page: '/login' } } },
    });
    expect(refusedSignIn(part)?.broken?.fix).toMatch(fix);
  });
});

describe('a session goes on', () => {
  const ALICE = aSession({ session: '#1', user: 'alice' });
  const AGAIN = { ...ALICE, session: '#2' };
  const SOON = '2000-01-01T00:00:00.000Z';
  it.each<[string, Partial<Observed>, boolean]>([
    ['as it was', { session: KEPT, store: aStore({ sessions: [ALICE] }) }, true],
    ['under a new id', { store: aStore({ sessions: [AGAIN] }) }, true],
    [
      'no more, and another user is in',
      { store: aStore({ sessions: [{ ...AGAIN, user: 'bob' }] }) },
      false,
    ],
    [
      'no more, and nobody is in',
      { store: aStore({ sessions: [{ ...AGAIN, user: null }] }) },
      false,
    ],
    ['no more, and is nowhere', { store: aStore({ sessions: [] }) }, false],
    [
      'no more: the one that counts now was there before, and is another browser’s',
      { before: [ALICE, AGAIN], store: aStore({ sessions: [AGAIN] }) },
      false,
    ],
    [
      'under a new id, and the old one counts for a moment',
      { store: aStore({ sessions: [{ ...ALICE, expires: SOON }, AGAIN] }) },
      true,
    ],
    [
      'under a new id, and the old one is marked',
      {
        store: aStore({ changes: [aChange('#1', 'changed')], sessions: [ALICE, AGAIN] }),
      },
      true,
    ],
    [
      'under a new id, and the old one counts as before',
      { store: aStore({ sessions: [ALICE, AGAIN] }) },
      false,
    ],
    [
      'under a new id, on a site of ours',
      { store: aStore({ sessions: [AGAIN] }), site: { ...SITE, kind: 'generated' } },
      false,
    ],
  ])('%s', (_, part, passed) => {
    const session = { before: '#1', after: '#2' };
    const found = SESSION_CHECKS.session('same', seen({ session, before: [ALICE], ...part }));
    expect(found?.passed).toBe(passed);
  });

  it('under no other id where only its cookie is gone', () => {
    const part = { before: [ALICE], store: aStore({ sessions: [ALICE] }) };
    expect(isOldAsItWas(seen({ session: { before: '#1', after: '#2' }, ...part }))).toBe(true);
    expect(isOldAsItWas(seen({ session: { before: '#1' }, ...part }))).toBe(false);
  });
});
