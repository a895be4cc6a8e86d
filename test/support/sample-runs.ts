import type { RunEvent } from '../../src/events/run.ts';
import { FAILED_RUNS } from './failed-runs.ts';
import { loginSteps, signIn } from './login-steps.ts';
import {
  aChange,
  aCheck,
  aCookieChange,
  aFailedCheck,
  aRun,
  aSentCookie,
  aSession,
  aStore,
} from './runs.ts';

/** A value that would do something in a page, if it were let. */
export const HOSTILE = '</script><img src=x onerror=alert(1)>';

const ALICE = aSession();
const BOB = aSession({ session: '#2', id: 'b1946ac9', user: 'bob', data: { user: 'bob' } });

const SIGNED_IN = aStore({
  changes: [aChange('#1', 'created', [{ key: 'user', after: 'alice' }])],
  sessions: [ALICE],
});

const UNKNOWN_SITE = {
  kind: 'running',
  name: 'http://127.0.0.1:40123',
  mode: undefined,
  store: undefined,
} as const;

const NEVER_SAVED = {
  cause: 'The answer was sent before the session was saved.',
  fix: 'Call req.session.save() and redirect in its callback.',
};

const SAME_ID = {
  cause: 'The session keeps its id when its visitor signs in (session fixation).',
  fix: 'Call req.session.regenerate() before the user is put into the session.',
};

/** Runs of all kinds; each report has a golden file of each. */
export const SAMPLE_RUNS: Readonly<Record<string, RunEvent[]>> = {
  passed: aRun({ steps: loginSteps() }),

  'a failed check with cause and fix': aRun({
    site: { kind: 'other', name: 'shop', mode: 'anonymous', store: 'MemoryStore' },
    steps: [
      {
        title: 'the home page, which begins a session',
        cookies: [aCookieChange('set', '#1')],
        store: aStore({
          changes: [aChange('#1', 'created', [{ key: 'views', after: 1 }])],
          sessions: [aSession({ user: null, data: { views: 1 } })],
        }),
      },
      signIn({
        request: { cookies: [aSentCookie('#1')] },
        cookies: [aCookieChange('repeated', '#1')],
        store: aStore({
          changes: [aChange('#1', 'changed', [{ key: 'user', after: 'alice' }])],
          sessions: [aSession({ data: { views: 1, user: 'alice' } })],
        }),
        checks: [
          aCheck('the status', '303'),
          aFailedCheck('the session’s id', 'a new one', 'the same as before', SAME_ID),
        ],
      }),
    ],
  }),

  'an app that never answered': aRun({
    site: UNKNOWN_SITE,
    steps: [
      { response: null, error: 'connect ECONNREFUSED 127.0.0.1:40123', store: null, checks: [] },
    ],
  }),

  'several failures': aRun({
    site: { name: 'shop', kind: 'generated', store: 'redis' },
    steps: [
      signIn({
        response: { status: 503, body: 'Service Unavailable' },
        store: aStore({
          operations: [{ name: 'set', session: '#1', took: 1003, error: 'the store timed out' }],
        }),
        checks: [
          aFailedCheck('the status', '303', '503'),
          aFailedCheck('the store', '1 session', 'none', NEVER_SAVED),
        ],
      }),
      {
        title: 'the page that was asked for',
        request: { path: '/about' },
        response: null,
        error: 'the connection was closed',
        checks: [aFailedCheck('an answer', 'one', 'none')],
      },
      { title: 'the home page' },
    ],
  }),

  'refused and withheld cookies': aRun({
    steps: [
      signIn({
        cookies: [
          aCookieChange('refused', '#1', {
            name: '__Host-session',
            attributes: ['Path=/', 'HttpOnly'],
            why: 'Its name begins with __Host-, and it is not Secure (RFC 6265bis, 4.1.3.2).',
          }),
        ],
        store: SIGNED_IN,
      }),
      {
        request: {
          cookies: [
            aSentCookie('••••', 'Its Path is /admin, and this is /home (RFC 6265, 5.1.4).'),
          ],
        },
        store: aStore({ sessions: [ALICE] }),
      },
    ],
  }),

  'two visitors': aRun({
    steps: [
      signIn({ cookies: [aCookieChange('set', '#1')], store: SIGNED_IN }),
      signIn({
        visitor: 'B',
        request: { form: { username: 'bob' } },
        cookies: [aCookieChange('set', '#2')],
        store: aStore({
          changes: [aChange('#2', 'created', [{ key: 'user', after: 'bob' }])],
          sessions: [ALICE, BOB],
        }),
      }),
      {
        request: { cookies: [aSentCookie('#1')] },
        store: aStore({ changes: [aChange('#2', 'expired')], sessions: [ALICE] }),
      },
    ],
  }),

  'two instances': aRun({
    site: { urls: ['http://127.0.0.1:40123', 'http://127.0.0.1:40124'], store: 'redis' },
    steps: [
      signIn({
        cookies: [aCookieChange('set', '#1')],
        store: { ...SIGNED_IN, operations: [{ name: 'set', session: '#1', took: 0.8 }] },
      }),
      {
        instance: 2,
        request: { cookies: [aSentCookie('#1')] },
        store: aStore({
          operations: [{ name: 'get', session: '#1', took: 0.6 }],
          sessions: [ALICE],
        }),
      },
    ],
  }),

  'quick against patient': aRun({
    steps: [
      ...loginSteps().slice(2, 4),
      ...loginSteps('quick').slice(2, 3),
      {
        pace: 'quick',
        title: 'the page that was asked for',
        request: { path: '/about', cookies: [aSentCookie('#1')] },
        response: {
          status: 302,
          headers: [['Location', '/login?next=%2Fabout']],
          body: '',
          location: { to: '/login?next=%2Fabout', onThisSite: true },
        },
        store: aStore({ operations: [{ name: 'get', session: '#1', took: 0.3 }] }),
        checks: [aFailedCheck('the status', '200', '302', NEVER_SAVED)],
      },
    ],
    end: {
      differences: [
        {
          flow: 'login',
          title: 'the page that was asked for',
          patient: '200, Welcome alice!',
          quick: '302 to /login?next=%2Fabout',
        },
      ],
    },
  }),

  'quick like patient': aRun({
    steps: [{}, { pace: 'quick' }],
    end: { differences: [] },
  }),

  'differences alone': aRun({
    steps: [{ checks: [] }, { pace: 'quick', checks: [] }],
    end: {
      passed: false,
      differences: [
        { flow: 'login', title: 'the home page', patient: 'Welcome alice!', quick: 'no greeting' },
      ],
    },
  }),

  'hostile values': hostileRun(HOSTILE),

  'an empty store': aRun({ steps: [{}] }),

  'a store that nobody can see': aRun({
    site: UNKNOWN_SITE,
    steps: [signIn({ cookies: [aCookieChange('set', '••••')], store: null })],
  }),

  'stopped before its end': aRun({ steps: loginSteps().slice(0, 2), end: null }),

  'no steps': aRun({ steps: [] }),

  ...FAILED_RUNS,
};

/** A run in which every text that an app, its store or a flow decides is this one. */
export function hostileRun(text: string): RunEvent[] {
  return aRun({
    site: { kind: 'other', name: text, mode: text, store: text },
    flows: [text],
    steps: [
      {
        flow: text,
        title: text,
        visitor: text,
        request: {
          path: `/${text}?a=1&b="2";%%{init: {}}%%#$$x$$`,
          headers: [['X-Hostile', `${text}\u0000\u001b[31m\ud800\uffff`]],
          form: { [text]: `]]>${text}` },
          cookies: [{ name: text, value: text, sent: false, why: text }],
        },
        response: {
          status: 799,
          headers: [['Content-Type', text]],
          location: { to: `//elsewhere.example/${text}`, onThisSite: false },
          body: `\n<!--${text}]]>\u0000\u0008\u2028\u202e`,
        },
        cookies: [
          aCookieChange('refused', text, {
            name: text,
            attributes: [`Path=${text}`],
            why: text,
          }),
        ],
        store: aStore({
          operations: [{ name: 'set', session: text, took: 1, error: `${text}\n  end` }],
          changes: [aChange(text, 'changed', [{ key: text, before: text, after: null }])],
          sessions: [
            aSession({
              session: text,
              id: text,
              user: text,
              state: 'corrupt',
              data: { [text]: [text, 'style a fill:#f00;'] },
              expires: text,
            }),
          ],
        }),
        notes: [text],
        checks: [aCheck(text, text), aFailedCheck(text, text, text, { cause: text, fix: text })],
      },
    ],
    end: { differences: [{ flow: text, title: text, patient: text, quick: text }] },
  });
}
