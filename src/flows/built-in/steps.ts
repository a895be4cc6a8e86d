import type { Expectation, Visit } from '../flow.ts';

export const SIGN_IN = 'the sign-in';
export const SIGN_IN_FORM = 'the sign-in form';
export const NAMELESS = 'a sign-in without a name';

/** A visit that opens a page. */
export function read(
  title: string,
  path: string,
  expect: Expectation[],
  more: Partial<Visit> = {},
): Visit {
  return { title, do: { get: path }, expect, ...more };
}

/** From the sign-in form to the page that was asked for. */
export function signInTo(path: string, who: Partial<Visit> = {}, user = '$user'): Visit[] {
  return [
    read('a protected page', path, [{ asksToSignIn: true }], who),
    ...theForm([{ signInForm: true }], who),
    {
      title: SIGN_IN,
      do: { signIn: { user, password: '$password' } },
      expect: [{ only: ['ours'], status: [302, 303], staysOnSite: true }, { session: 'renewed' }],
      ...who,
    },
    ...backTo(path, [{ only: ['built-in'], says: `Welcome ${user}!` }], who),
  ];
}

/** The sign-in form, if there is one: the protected page may redirect to it, or it is opened directly. */
export function theForm(expect: Expectation[], who: Partial<Visit> = {}): Visit[] {
  const title = SIGN_IN_FORM;
  return [
    { title, only: ['ours'], do: { follow: true }, expect, ...who },
    { title, only: ['foreign', 'form-led-to'], do: { follow: true }, expect, ...who },
    read(title, '$login', expect, { only: ['foreign', 'form-apart'], ...who }),
  ];
}

/** What a visitor sees after the sign-in: our sites lead back to the page, other apps to any page. */
export function backTo(path: string, expect: Expectation[], who: Partial<Visit> = {}): Visit[] {
  const isShown: Expectation = { status: 200, session: 'same' };
  const led: Omit<Visit, 'title'> = {
    only: ['foreign'],
    do: { follow: true },
    expect: [{ works: true, asksToSignIn: false, session: 'same' }],
    ...who,
  };
  return [
    {
      title: 'back to the page',
      only: ['ours'],
      do: { follow: true },
      expect: [isShown, ...expect],
      ...who,
    },
    { ...led, title: 'where the sign-in leads', ifRedirected: true },
    // Some apps lead back to the page by several redirects.
    { ...led, title: 'where that leads', ifLedOn: true },
    { ...led, title: 'where that leads', ifLedOn: true },
    read('the protected page', path, [isShown, ...expect], {
      only: ['foreign', 'protected-page'],
      ...who,
    }),
  ];
}
