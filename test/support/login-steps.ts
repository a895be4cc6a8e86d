import type { Pace } from '../../src/events/run.ts';
import {
  aChange,
  aCheck,
  aCookieChange,
  aSentCookie,
  aSession,
  aStore,
  type StepPart,
} from './runs.ts';

/** A sign-in that answers with a redirect to the home page; the part says what else there is to it. */
export function signIn({ request, ...part }: StepPart): StepPart {
  return {
    title: 'the sign-in',
    took: 61.4,
    request: {
      method: 'POST',
      path: '/login',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      form: { username: 'alice', password: '••••••' },
      ...request,
    },
    response: redirectTo(303, '/home'),
    ...part,
  };
}

function redirectTo(status: number, to: string): StepPart['response'] {
  return { status, headers: [['Location', to]], body: '', location: { to, onThisSite: true } };
}

/** A visitor who is sent to sign in, does so, sees a page and logs out: all went well. */
export function loginSteps(pace: Pace = 'patient'): StepPart[] {
  const sessions = [aSession()];
  const cookies = [aSentCookie('#1')];
  return [
    {
      pace,
      title: 'a page that asks for a sign-in',
      request: { path: '/about' },
      response: redirectTo(302, '/login?next=%2Fabout'),
      store: aStore({ operations: [] }),
      notes: ['No session is made before there is something to store.'],
      checks: [aCheck('the status', '302'), aCheck('the location', '/login?next=%2Fabout')],
    },
    {
      pace,
      title: 'the sign-in form',
      request: { path: '/login?next=%2Fabout' },
      store: aStore({ operations: [] }),
    },
    signIn({
      pace,
      request: { path: '/login?next=%2Fabout' },
      response: redirectTo(303, '/about'),
      signIn: 'worked',
      cookies: [aCookieChange('set', '#1', { session: '#1' })],
      store: aStore({
        operations: [{ name: 'set', session: '#1', took: 0.42 }],
        changes: [aChange('#1', 'created', [{ key: 'user', after: 'alice' }])],
        sessions,
      }),
      notes: ['The session was saved before the answer left.'],
      checks: [aCheck('the status', '303'), aCheck('the session’s user', 'alice')],
    }),
    {
      pace,
      title: 'the page that was asked for',
      request: { path: '/about', cookies },
      cookies: [aCookieChange('repeated', '#1')],
      store: aStore({
        operations: [
          { name: 'get', session: '#1', took: 0.31 },
          { name: 'touch', session: '#1', took: 0.12 },
        ],
        changes: [aChange('#1', 'touched')],
        sessions,
      }),
      checks: [aCheck('the status', '200'), aCheck('the greeting', 'Welcome alice!')],
    },
    {
      pace,
      title: 'the log-out',
      request: { method: 'POST', path: '/logout', form: {}, cookies },
      response: redirectTo(303, '/home'),
      cookies: [aCookieChange('cleared', '', { attributes: ['Path=/', 'Expires 56 years ago'] })],
      store: aStore({
        operations: [
          { name: 'get', session: '#1', took: 0.3 },
          { name: 'destroy', session: '#1', took: 0.22 },
        ],
        changes: [aChange('#1', 'destroyed', [{ key: 'user', before: 'alice' }])],
      }),
    },
  ];
}
