import type { Expectation, Flow } from '../flow.ts';
import { backTo, NAMELESS, read, SIGN_IN, theForm } from './steps.ts';

const ABOUT = 'You are at the About page!!';
const LOGIN_TO_ABOUT = '/login?next=%2Fabout';
/** What a session of a signed-in user of the built-in site holds. */
export const SIGNED_IN_DATA = { user_name: '$user', lang: 'en', theme: 'dark' };
const PREFERENCES = { lang: 'en', theme: 'dark' };

/** What a store of the built-in site holds, by mode. */
function stored(anonymous: object[], authenticated: object[]): Expectation[] {
  const list = (records: object[]) => records.map((record) => ({ ...record }));
  return [
    { only: ['built-in', 'anonymous'], store: list(anonymous) },
    { only: ['built-in', 'authenticated'], store: list(authenticated) },
  ];
}

export const LOG_OUT = 'the log-out';
export const OLD_COOKIE = 'the old cookie again';

export const LOGIN_NEXT: Flow = {
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
      title: NAMELESS,
      do: { signIn: { user: '' } },
      expect: [
        { refusesSignIn: true },
        { only: ['ours'], status: 422 },
        ...stored([PREFERENCES], []),
      ],
    },
    {
      title: SIGN_IN,
      do: { signIn: { user: '$user', password: '$password' } },
      expect: [
        { only: ['ours'], status: [302, 303], staysOnSite: true },
        { session: 'renewed' },
        { only: ['ours'], goesTo: '$protected', holds: { user_name: '$user' } },
        ...stored([SIGNED_IN_DATA], [SIGNED_IN_DATA]),
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
          ...stored([SIGNED_IN_DATA], [SIGNED_IN_DATA]),
        ],
        { only: ['ours'] },
      ),
    ),
    {
      title: LOG_OUT,
      do: { signOut: true },
      expect: [
        { only: ['ours'], status: [200, 302, 303] },
        { only: ['foreign'], works: true },
        { session: 'ends' },
        { only: ['built-in'], says: 'Signed Out!!!' },
        ...stored([], []),
      ],
    },
    read(OLD_COOKIE, '$protected', [{ asksToSignIn: true, session: 'unknown' }], {
      cookiesAfter: SIGN_IN,
    }),
  ],
};
