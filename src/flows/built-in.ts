import { DEVICES } from './devices.ts';
import type { Expectation, Flow } from './flow.ts';
import { backTo, read, signInTo, theForm } from './steps.ts';

const ABOUT = 'You are at the About page!!';
const LOGIN_TO_ABOUT = '/login?next=%2Fabout';
const SIGNED_IN = { user_name: '$user', lang: 'en', theme: 'dark' };
const PREFERENCES = { lang: 'en', theme: 'dark' };

/** What a store of the built-in site holds, by mode. */
function stored(anonymous: object[], authenticated: object[]): Expectation[] {
  const list = (records: object[]) => records.map((record) => ({ ...record }));
  return [
    { only: ['built-in', 'anonymous'], store: list(anonymous) },
    { only: ['built-in', 'authenticated'], store: list(authenticated) },
  ];
}

const LOGIN_NEXT: Flow = {
  name: 'login-next',
  about:
    'home, a protected page, the sign-in and back to it, log-out, and the old cookie once more',
  needs: ['sign-in'],
  steps: [
    read('the home page', '/', [
      { only: ['ours'], status: 200 },
      { only: ['foreign'], works: true },
      { only: ['built-in'], says: 'You are at the home page!!' },
      { only: ['ours', 'authenticated'], session: 'none' },
      { only: ['ours', 'anonymous'], session: 'begins' },
      ...stored([PREFERENCES], []),
    ]),
    read('a protected page', '$protected', [
      { asksToSignIn: true },
      { only: ['ours'], goesTo: LOGIN_TO_ABOUT },
      ...stored([PREFERENCES], []),
    ]),
    ...theForm([
      { only: ['ours'], status: 200 },
      { signInForm: true },
      ...stored([PREFERENCES], []),
    ]),
    {
      title: 'a sign-in without a name',
      do: { signIn: { user: '' } },
      expect: [
        { refusesSignIn: true },
        { only: ['ours'], status: 422 },
        ...stored([PREFERENCES], []),
      ],
    },
    {
      title: 'the sign-in',
      do: { signIn: { user: '$user', password: '$password' } },
      expect: [
        { only: ['ours'], status: [302, 303], staysOnSite: true },
        { session: 'fresh' },
        { only: ['ours'], goesTo: '$protected', holds: { user_name: '$user' } },
        ...stored([SIGNED_IN], [SIGNED_IN]),
      ],
    },
    ...backTo('$protected', [
      { only: ['built-in'], says: ABOUT },
      { only: ['built-in'], says: 'Welcome $user!' },
    ]),
    ...['/home', '/contact', '/products'].map((path) =>
      read(
        'another page',
        path,
        [
          { status: 200, session: 'same' },
          { only: ['built-in'], says: 'Welcome $user!' },
          ...stored([SIGNED_IN], [SIGNED_IN]),
        ],
        { only: ['ours'] },
      ),
    ),
    {
      title: 'the log-out',
      do: { signOut: true },
      expect: [
        { only: ['ours'], status: [200, 302, 303] },
        { session: 'ends' },
        { only: ['built-in'], says: 'Signed Out!!!' },
        ...stored([], []),
      ],
    },
    read('the old cookie again', '$protected', [{ asksToSignIn: true, session: 'unknown' }], {
      cookiesAfter: 'the sign-in',
    }),
  ],
};

const REMEMBER: Flow = {
  name: 'remember',
  about: 'a sign-in, a restart of the site, and a return: files and Redis remember, memory forgets',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected'),
    { restart: true },
    read('the page after a restart', '$protected', [
      { only: ['file'], status: 200, session: 'same' },
      { only: ['redis'], status: 200, session: 'same' },
      { only: ['memory'], asksToSignIn: true, session: 'unknown', signedIn: 0 },
    ]),
  ],
};

const TWO_VISITORS: Flow = {
  name: 'two-visitors',
  about: 'two visitors at the same time, neither of whom ever sees the other’s name',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected', { visitor: 'A' }, 'alice').map((visit, index) => ({
      together: [visit, signInTo('$protected', { visitor: 'B' }, 'bob')[index] ?? visit],
    })),
    {
      together: [
        read('a page of A’s', '$protected', [{ status: 200, session: 'same', neverNames: 'bob' }], {
          visitor: 'A',
        }),
        read(
          'a page of B’s',
          '$protected',
          [{ status: 200, session: 'same', neverNames: 'alice' }],
          {
            visitor: 'B',
          },
        ),
      ],
    },
    { title: 'A’s log-out', visitor: 'A', do: { signOut: true }, expect: [{ session: 'ends' }] },
    read('B, who stays', '$protected', [{ status: 200, session: 'same', signedIn: 1 }], {
      visitor: 'B',
    }),
  ],
};

const INSTANCES: Flow = {
  name: 'instances',
  about: 'several processes behind one store: files and Redis are shared, memory is not',
  needs: ['sign-in', 'protected-page'],
  instances: 2,
  steps: [
    ...signInTo('$protected', { instance: 1 }),
    read(
      'the page from the other process',
      '$protected',
      [
        { only: ['file'], status: 200, session: 'same' },
        { only: ['redis'], status: 200, session: 'same' },
        { only: ['foreign', 'shared'], status: 200, session: 'same' },
        { only: ['memory'], asksToSignIn: true },
      ],
      { instance: 2 },
    ),
    {
      title: 'the log-out at the other process',
      only: ['ours'],
      instance: 2,
      do: { signOut: true },
      expect: [{ status: [200, 302, 303] }],
    },
    read(
      'the old cookie at the first',
      '$protected',
      [
        { only: ['file'], asksToSignIn: true, session: 'unknown' },
        { only: ['redis'], asksToSignIn: true, session: 'unknown' },
        { only: ['memory'], status: 200 },
      ],
      { only: ['ours'], instance: 1, cookiesAfter: 'the sign-in' },
    ),
  ],
};

const RACE: Flow = {
  name: 'race',
  about: 'a slow write against a log-out, and 20 writes at a time: what is gone stays gone',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected'),
    {
      together: [
        read('one of 20 writes at a time', '/', [{ status: 200, session: 'same' }], {
          times: 20,
        }),
      ],
    },
    read('the page after them', '$protected', [
      { status: 200, session: 'same' },
      { only: ['ours'], holds: { user_name: '$user' } },
      { only: ['built-in'], store: [SIGNED_IN] },
    ]),
    {
      together: [
        read('one of 20 visits during a log-out', '/', [{ status: 200 }], { times: 20 }),
        { title: 'the log-out', do: { signOut: true }, expect: [{ status: [200, 302, 303] }] },
      ],
    },
    read('the cookie from before', '$protected', [{ asksToSignIn: true, session: 'unknown' }], {
      cookiesAfter: 'the page after them',
    }),
    ...signInTo('$protected'),
    read('the sign-in form again', '$login', [{ signInForm: true }]),
    {
      together: [
        {
          title: 'a slow sign-in',
          do: { signIn: { user: '$user', password: '$password' } },
          slowly: true,
          expect: [{ only: ['ours'], status: 302 }],
        },
        {
          title: 'a log-out meanwhile',
          do: { post: '/logout' },
          expect: [{ status: [200, 302, 303] }],
        },
      ],
    },
    read('the cookie from before', '$protected', [{ asksToSignIn: true, session: 'unknown' }], {
      cookiesAfter: 'back to the page',
    }),
  ],
};

const EXPIRY: Flow = {
  name: 'expiry',
  about: 'the idle limit, how each visit moves it, and the absolute limit, with limits of seconds',
  needs: ['sign-in', 'protected-page'],
  settings: { SESSION_IDLE: '2s', SESSION_ABSOLUTE: '5s' },
  steps: [
    ...signInTo('$protected'),
    { wait: 1.2 },
    read('within the idle limit', '$protected', [{ status: 200, session: 'same' }]),
    { wait: 1.2 },
    read('2.4 s after the sign-in: each visit moved the limit', '$protected', [
      { status: 200, session: 'same' },
    ]),
    { wait: 1.2 },
    read('still visiting', '$protected', [{ status: 200, session: 'same' }]),
    { wait: 1.6 },
    read('past the absolute limit', '$protected', [{ asksToSignIn: true, session: 'unknown' }]),
    ...signInTo('$protected'),
    { wait: 2.3 },
    read('past the idle limit', '$protected', [{ asksToSignIn: true, session: 'unknown' }]),
  ],
};

/** What is left where there is no sign-in. It is taken unasked then, and not listed. */
export const HOME: Flow = {
  name: 'home',
  about: 'the home page, twice: whether a session begins, and goes on',
  steps: [
    read('the home page', '/', [{ works: true }]),
    read('the home page again', '/', [{ works: true }]),
  ],
};

/** The built-in flows, by name. The first one is taken unasked. */
export const FLOWS: readonly Flow[] = [
  LOGIN_NEXT,
  REMEMBER,
  TWO_VISITORS,
  DEVICES,
  INSTANCES,
  RACE,
  EXPIRY,
];
