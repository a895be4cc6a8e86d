import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ProbeApp } from '../../src/probe/messages.ts';
import { noSignInText } from '../../src/terminal/audit-words.ts';
import { readPage } from '../../src/visitor/page.ts';
import { signUpPage } from '../../src/way-in/sign-up.ts';
import { allOf, failuresIn } from '../support/run.ts';

const directory = fileURLToPath(new URL('../apps', import.meta.url));

const pageWith = (href: string, status = 200, path = '/') => ({
  ...{ path, how: 'the home page', status, wantsHttps: false },
  page: readPage(`<a href="${href}">Here</a>`),
});
const appWith = (method: string, path: string): ProbeApp => ({
  ...{ routes: [{ method, path, fields: [] }], bodies: [], packages: [], secureCookie: false },
});

it.each([
  ['/register', '/register'],
  ['/users/sign_up?from=home', '/users/sign_up'],
  ['/create-account', '/create-account'],
  ['/registered-devices', undefined],
  ['/unregister', undefined],
  ['/auth/google/register', undefined],
  ['https://elsewhere.example/register', undefined],
])('a link to %s', (href, expected) => {
  expect(signUpPage([], [pageWith(href)])).toBe(expected);
});

it.each([
  ['GET', '/register', '/register'],
  ['POST', '/register', undefined],
  ['GET', '/register/:code', undefined],
])('a route, %s %s', (method, path, expected) => {
  expect(signUpPage([appWith(method, path)], [])).toBe(expected);
});

it('a link to a page that is missing is none', () => {
  const seen = [pageWith('/signup'), pageWith('/', 404, '/signup')];
  expect(signUpPage([], seen)).toBeUndefined();
});

it('is named to whoever gave no account, where nobody was let in', async () => {
  const events = await allOf({ directory, start: 'node wants-an-account.cjs' });
  const [start] = events;
  if (start?.type !== 'start') throw new Error('no start');
  expect(start.site.signUp).toBe('/users/register');
  expect(failuresIn(events).map(({ fix }) => fix)).toEqual([
    expect.stringContaining('make an account at /users/register'),
  ]);
  expect(noSignInText({ lacksAccount: true, site: start.site })).toContain(
    'It has a sign-up page at /users/register: make an account there',
  );
});
