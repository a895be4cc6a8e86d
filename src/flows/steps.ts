import type { Expectation, Visit } from './flow.ts';

/** A page that is read. */
export function read(
  title: string,
  path: string,
  expect: Expectation[],
  more: Partial<Visit> = {},
): Visit {
  return { title, do: { get: path }, expect, ...more };
}

/** From the form, which comes first, to the page that was asked for. */
export function signInTo(path: string, who: Partial<Visit> = {}, user = '$user'): Visit[] {
  return [
    read('a protected page', path, [{ asksToSignIn: true }], who),
    { title: 'the sign-in form', do: { follow: true }, expect: [{ signInForm: true }], ...who },
    {
      title: 'the sign-in',
      do: { signIn: { user, password: '$password' } },
      expect: [{ status: [302, 303], staysOnSite: true, session: 'fresh' }],
      ...who,
    },
    {
      title: 'back to the page',
      do: { follow: true },
      expect: [
        { status: 200, session: 'same' },
        { only: ['built-in'], says: `Welcome ${user}!` },
      ],
      ...who,
    },
  ];
}
