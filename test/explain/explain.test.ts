import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/events/run.ts';
import { EXPLANATIONS } from '../../src/explain/explanations.ts';
import { explanationsOf, summaryOf } from '../support/explained.ts';
import {
  aChange,
  aCheck,
  aCookieChange,
  aRun,
  aSentCookie,
  aSession,
  aStore,
  type StepPart,
} from '../support/runs.ts';

const got = (session: string, part = {}) => aCookieChange('set', session, { session, ...part });
const sent = (session: string) => ({ cookies: [{ ...aSentCookie(session), session }] });
const leadsTo = (to: string, onThisSite = true) => ({ status: 302, location: { to, onThisSite } });
const found = (session: string, is: boolean) => ({ name: 'get', session, took: 1, found: is });
const nobody = (session: string) => aSession({ session, user: null, data: { theme: 'dark' } });

const letIn = (passed: boolean): Check => ({
  ...aCheck('who is let in', passed ? '302' : '200'),
  passed,
  ...(!passed && { rule: 'logout-ends-session' }),
});

const HOME: StepPart = {
  cookies: [got('#1')],
  store: aStore({ changes: [aChange('#1', 'created')], sessions: [nobody('#1')] }),
};

const SIGNED_IN = aStore({
  changes: [aChange('#1', 'created')],
  sessions: [aSession()],
});

const SIGN_IN: StepPart = {
  request: { method: 'POST', path: '/login', form: { name: 'alice' } },
  response: leadsTo('/home'),
  signIn: 'worked',
  cookies: [got('#1')],
  store: SIGNED_IN,
};

const LOG_OUT: StepPart = {
  request: { method: 'POST', path: '/logout', ...sent('#1') },
  logOut: true,
  store: aStore(),
};

const THIEF: StepPart = { visitor: 'thief', request: sent('#1'), response: leadsTo('/login') };

/** What a run shows, the explanation that is told of it, and words of its sentence. */
const SEEN: ReadonlyArray<[what: string, id: string, says: string, steps: StepPart[]]> = [
  ['a stranger without a cookie', 'no-session', 'does not know this visitor', [{}]],
  ['a session in memory', 'data-in-store', 'The data (theme) lies in the memory', [HOME]],
  ['its cookie', 'cookie-attributes', 'HttpOnly (no script', [HOME]],
  [
    'a cookie without attributes',
    'cookie-attributes',
    'no HttpOnly (scripts of its pages may read it), no SameSite',
    [{ ...HOME, cookies: [got('#1', { attributes: [] })] }],
  ],
  [
    'a page that is not shown',
    'next-taken-down',
    'in the address, as next=/about',
    [{ request: { path: '/about' }, response: leadsTo('/login?next=%2Fabout') }],
  ],
  [
    'a page that is kept in the session',
    'next-taken-down',
    'in the session, as returnTo',
    [
      {
        request: { path: '/about' },
        response: leadsTo('/login'),
        store: aStore({
          changes: [aChange('#1', 'changed', [{ key: 'returnTo', after: '/about' }])],
        }),
      },
    ],
  ],
  [
    'a sign-in that leads back',
    'next-followed',
    'The form sent to=/about along, and the sign-in ended in a redirect to /about',
    [
      { request: { path: '/about' }, response: leadsTo('/login?next=%2Fabout') },
      {
        ...SIGN_IN,
        request: { method: 'POST', path: '/login', form: { to: '/about' } },
        response: leadsTo('/about'),
      },
    ],
  ],
  [
    'a sign-in that another site’s address leads nowhere else',
    'next-elsewhere',
    'the app did not follow it and went to /home',
    [{ request: { path: '/login?to=//elsewhere.example' } }, SIGN_IN],
  ],
  [
    'an open redirect',
    'next-elsewhere',
    'and the app led there (https://elsewhere.example/)',
    [
      { request: { path: '/login?to=https%3A%2F%2Felsewhere.example%2F' } },
      { ...SIGN_IN, response: leadsTo('https://elsewhere.example/', false) },
    ],
  ],
  ['a sign-in of who had no session', 'id-new', 'session fixation', [SIGN_IN]],
  [
    'a sign-in that renews the id',
    'id-changed',
    'The id changed from #1 to #2 at the sign-in, and the record of #1 was deleted',
    [
      HOME,
      {
        ...SIGN_IN,
        request: { method: 'POST', path: '/login', ...sent('#1') },
        cookies: [got('#2')],
        store: aStore({
          changes: [aChange('#1', 'destroyed'), aChange('#2', 'created')],
          sessions: [aSession({ session: '#2' })],
        }),
      },
    ],
  ],
  [
    'a sign-in beside the old session',
    'id-changed',
    'the record of #1 still counts',
    [
      HOME,
      {
        ...SIGN_IN,
        request: { method: 'POST', path: '/login', ...sent('#1') },
        cookies: [got('#2')],
        store: aStore({ sessions: [nobody('#1'), aSession({ session: '#2' })] }),
      },
    ],
  ],
  [
    'a sign-in that keeps the id',
    'id-kept',
    'The id is #1 as before, and now it stands for alice',
    [HOME, { ...SIGN_IN, request: { method: 'POST', path: '/login', ...sent('#1') }, cookies: [] }],
  ],
  [
    'a sign-in that is refused',
    'sign-in-refused',
    'The app refused this sign-in (422)',
    [{ ...SIGN_IN, signIn: 'untold', response: { status: 422 }, cookies: [], store: aStore() }],
  ],
  [
    'a page for who is known',
    'known-again',
    'looked up #1 in its store and found alice there',
    [
      {
        request: sent('#1'),
        store: aStore({ operations: [found('#1', true)], sessions: [aSession()] }),
      },
    ],
  ],
  [
    'a log-out',
    'log-out',
    'Log-out deleted the record of #1 from the store, and told the browser to forget',
    [
      {
        ...LOG_OUT,
        cookies: [aCookieChange('cleared', '')],
        store: aStore({ changes: [aChange('#1', 'destroyed')] }),
      },
    ],
  ],
  [
    'a log-out that leaves the session',
    'log-out',
    'whoever has a copy of the cookie is still signed in',
    [{ ...LOG_OUT, store: aStore({ sessions: [aSession()] }) }],
  ],
  [
    'a log-out that the app does not know',
    'log-out',
    'The app answered the log-out with 404 and ended nothing: the record of #1 is still in the store, with alice',
    [{ ...LOG_OUT, response: { status: 404 }, store: aStore({ sessions: [aSession()] }) }],
  ],
  [
    'a log-out that keeps the session without its user',
    'log-out',
    'nobody is signed in any more',
    [
      {
        ...LOG_OUT,
        store: aStore({ changes: [aChange('#1', 'changed')], sessions: [nobody('#1')] }),
      },
    ],
  ],
  [
    'a log-out without a store',
    'cookie-forgotten',
    'cannot be told from this step alone',
    [{ ...LOG_OUT, cookies: [aCookieChange('cleared', '')], store: null }],
  ],
  [
    'an old cookie that opens nothing',
    'old-cookie',
    'its signature is still right, so the app looked up #1, found no record',
    [{ ...THIEF, store: aStore({ operations: [found('#1', false)] }) }],
  ],
  [
    'an old cookie that still opens',
    'old-cookie',
    'the copy still opens what is alice’s',
    [
      {
        ...THIEF,
        response: {},
        store: aStore({ operations: [found('#1', true)], sessions: [aSession()] }),
      },
    ],
  ],
  [
    'an old cookie of a session that goes on without its user',
    'old-cookie',
    'with nobody signed in',
    [
      {
        ...THIEF,
        store: aStore({ operations: [found('#1', true)], sessions: [nobody('#1')] }),
      },
    ],
  ],
  [
    'an old cookie, by the store alone',
    'old-cookie',
    'the store has no record of #1 any more, and the app treated',
    [THIEF],
  ],
  [
    'an old cookie that still opens, where nobody sees a store',
    'old-cookie-unseen',
    'a copy still counts',
    [{ ...THIEF, response: {}, store: null, checks: [letIn(false)] }],
  ],
  [
    'an old cookie that opens nothing, where nobody sees a store',
    'old-cookie-unseen',
    'was not let in (302, to /login)',
    [{ ...THIEF, store: null, checks: [letIn(true)] }],
  ],
  [
    'a session that outlives a restart',
    'restart-remembered',
    'with alice signed in',
    [
      {
        meanwhile: 'the site was restarted',
        request: sent('#1'),
        store: aStore({ operations: [found('#1', true)], sessions: [aSession()] }),
      },
    ],
  ],
  [
    'a session that goes with its process',
    'restart-forgotten',
    'its record was in the memory of the process that ended',
    [
      {
        meanwhile: 'the site was restarted',
        request: sent('#1'),
        store: aStore({ operations: [found('#1', false)] }),
      },
    ],
  ],
  [
    'another process that does not know a session',
    'other-process',
    'Process 2 of the app does not know #1',
    [
      HOME,
      {
        instance: 2,
        request: sent('#1'),
        store: aStore({ operations: [found('#1', false)] }),
      },
    ],
  ],
];

/** What nobody saw, and the explanations that must not be told of it. */
const NOT_SEEN: ReadonlyArray<[what: string, ids: string[], steps: StepPart[]]> = [
  [
    'a refused sign-in that gives a session for its message',
    ['id-new', 'id-changed', 'sign-in-refused'],
    [
      {
        ...SIGN_IN,
        signIn: 'refused',
        store: aStore({ changes: [aChange('#1', 'created')], sessions: [nobody('#1')] }),
      },
    ],
  ],
  [
    'a wrong password of who is signed in already',
    ['id-kept'],
    [
      SIGN_IN,
      {
        ...SIGN_IN,
        request: { method: 'POST', path: '/login', ...sent('#1') },
        signIn: 'untold',
        cookies: [],
      },
    ],
  ],
  ['a sign-in that was lost', ['id-new', 'next-followed'], [{ ...SIGN_IN, signIn: 'lost' }]],
  [
    'a store that nobody can see',
    ['no-session', 'data-in-store', 'known-again', 'old-cookie', 'log-out'],
    [
      { store: null },
      { ...SIGN_IN, store: null },
      { request: sent('#1'), store: null },
      { ...LOG_OUT, store: null },
      { ...THIEF, store: null },
    ],
  ],
  [
    'a thief whom another cookie signs in again',
    ['old-cookie'],
    [
      {
        ...THIEF,
        response: {},
        cookies: [got('#2')],
        store: aStore({
          operations: [found('#1', false)],
          sessions: [aSession({ session: '#2' })],
        }),
      },
    ],
  ],
  [
    'a log-out that fails',
    ['cookie-forgotten', 'old-cookie'],
    [{ ...LOG_OUT, response: { status: 404 }, store: aStore({ sessions: [aSession()] }) }],
  ],
  [
    'a next of this site',
    ['next-elsewhere'],
    [{ request: { path: '/login?next=%2Fabout' } }, SIGN_IN],
  ],
  [
    'two sessions at a time',
    ['data-in-store', 'id-new'],
    [{ ...SIGN_IN, cookies: [got('#1'), got('#2', { name: 'other' })] }],
  ],
];

describe('what is explained', () => {
  it.each(SEEN)('%s: %s', (_, id, says, steps) => {
    const told = explanationsOf(aRun({ steps })).filter((one) => one.id === id);
    expect(told.map((one) => one.says).join()).toContain(says);
    expect(told).toHaveLength(1);
  });

  it('has an example of each explanation', () => {
    const shown = new Set([...SEEN.map(([, id]) => id), 'data-in-cookie']);
    expect(EXPLANATIONS.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });

  it('says one sentence of each', () => {
    const all = SEEN.flatMap(([, , , steps]) => explanationsOf(aRun({ steps })));
    expect(all.length).toBeGreaterThan(30);
    for (const { says } of all) expect(says).toMatch(/^[A-Z][^!?]*\.$/);
    for (const { says } of all) expect(says).not.toMatch(/[a-z]\. [A-Z]/);
  });

  it.each(NOT_SEEN)('nothing that was not seen: %s', (_, ids, steps) => {
    const told = explanationsOf(aRun({ steps })).map(({ id }) => id);
    expect(told.filter((id) => ids.includes(id))).toEqual([]);
  });

  it('says that cookie-session keeps the data in the cookie, where it comes with its signature', () => {
    const site = { sessionsBy: 'cookie-session', store: undefined };
    const cookie = aCookieChange('set', '••••••', { name: 'data' });
    const both = [cookie, { ...cookie, name: 'data.sig' }];
    const told = (cookies: (typeof cookie)[]) =>
      explanationsOf(aRun({ site, steps: [{ ...SIGN_IN, cookies, store: null }] }));
    expect(told(both).map(({ says }) => says)).toEqual([
      expect.stringContaining('the data itself lies in the cookie data'),
    ]);
    expect(told([cookie])).toEqual([]);
    const { id } = summaryOf(aRun({ site, steps: [{ ...SIGN_IN, cookies: both, store: null }] }));
    expect(id).toBe('A sign-in worked, but no id of a session could be seen.');
  });

  it('says a thing once in a flow, and again in the next one', () => {
    const steps = [HOME, HOME, { ...HOME, flow: 'another' }];
    const told = explanationsOf(aRun({ steps })).filter(({ id }) => id === 'data-in-store');
    expect(told).toHaveLength(2);
  });

  it('cuts what an app wrote to a length that a sentence can hold', () => {
    const path = `/${'x'.repeat(5_000)}`;
    const response = leadsTo(`/login?next=${encodeURIComponent(path)}`);
    const [first] = explanationsOf(aRun({ steps: [{ request: { path }, response }] }));
    expect(first?.says.length).toBeLessThan(500);
  });
});

describe('the summary', () => {
  it('says of each subject what was seen, or that nothing was', () => {
    const { id, next, 'log-out': logOut, restart } = summaryOf(aRun({ steps: [SIGN_IN] }));
    expect(id).toContain('#1 was made at the sign-in');
    expect(id).toContain('(step 1)');
    expect(next).toBe('No sign-in was seen to lead back to a page.');
    expect(logOut).toBe('No log-out was seen to end a session.');
    expect(restart).toMatch(/^The app was not restarted\. What differs between stores: in memory/);
  });

  it('says nothing of stores where the sessions are kept by something else', () => {
    const site = { sessionsBy: 'cookie-session' };
    expect(summaryOf(aRun({ site })).restart).toBe('The app was not restarted.');
  });
});
