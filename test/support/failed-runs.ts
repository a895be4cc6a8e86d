import type { RunEvent } from '../../src/events/run.ts';
import { signIn } from './login-steps.ts';
import {
  aChange,
  aCookieChange,
  aFailedCheck,
  aRun,
  aSentCookie,
  aSession,
  aStore,
} from './runs.ts';

const SIGNED_IN = signIn({
  cookies: [aCookieChange('set', '#1')],
  store: aStore({
    changes: [aChange('#1', 'created', [{ key: 'user', after: 'alice' }])],
    sessions: [aSession()],
  }),
});

const LEFT_BEHIND = {
  cause: 'Log-out drops the cookie and leaves the session.',
  mend: 'Call req.session.destroy() at log-out.',
};

/** What is wrong at its end, and not before. */
export const FAILED_RUNS: Readonly<Record<string, RunEvent[]>> = {
  'a log-out that leaves the session': aRun({
    site: { kind: 'other', name: 'shop', store: 'RedisStore' },
    steps: [
      SIGNED_IN,
      {
        title: 'the log-out',
        request: { method: 'POST', path: '/logout', form: {}, cookies: [aSentCookie('#1')] },
        cookies: [aCookieChange('cleared', '')],
        store: aStore({ sessions: [aSession()] }),
        notes: ['The cookie is gone, and #1 still counts.'],
        checks: [
          aFailedCheck('the session', '#1 is destroyed', '#1, which is in the store', LEFT_BEHIND),
        ],
      },
      {
        title: 'the old cookie again',
        visitor: 'thief',
        request: { path: '/about', cookies: [aSentCookie('#1')] },
        store: aStore({ sessions: [aSession()] }),
        checks: [aFailedCheck('who is let in', 'nobody without a sign-in', '200', LEFT_BEHIND)],
      },
    ],
  }),

  'a way out of the site': aRun({
    site: { kind: 'running', name: 'http://127.0.0.1:40123' },
    steps: [
      {
        ...SIGNED_IN,
        response: {
          status: 302,
          headers: [['Location', '//elsewhere.example/about']],
          body: '',
          location: { to: '//elsewhere.example/about', onThisSite: false },
        },
        notes: ['It leads out of this site.'],
        checks: [
          aFailedCheck('whether it stays on this site', 'a page of this site', 'another site'),
        ],
      },
    ],
  }),
};
