import { describe, expect, it } from 'vitest';
import { filledIn, readPage, signInForm, signOutOf } from '../../src/visitor/page.ts';

describe('the sign-in form of a page', () => {
  it('is the one that asks for a password; hidden fields go along', () => {
    const page = readPage(`
      <form action="/search"><input name="q"></form>
      <form action="/session" method="post">
        <input type="hidden" name="_csrf" value="a &amp; b">
        <input type="email" name="mail"><input type="password" name="secret">
        <input type="checkbox" name="remember" value="1"><input type="submit" name="go" value="Go">
      </form>`);
    const form = signInForm(page);
    expect(form).toMatchObject({ action: '/session', method: 'POST' });
    expect(form && filledIn(form, 'alice', 'pw')).toEqual({
      _csrf: 'a & b',
      mail: 'alice',
      secret: 'pw',
    });
  });

  it('is missing where nothing asks for a password', () => {
    expect(signInForm(readPage('<form><input name="q"></form>'))).toBeUndefined();
  });
});

describe('the way to log out', () => {
  it.each([
    ['<form action="/logout" method="post"></form>', { method: 'POST', path: '/logout' }],
    [
      '<form action="/sign-out" method="POST"><input type="hidden" name="t" value="1"></form>',
      {
        method: 'POST',
        fields: { t: '1' },
      },
    ],
    [
      '<a href="/home">Home</a><a href="/users/sign_out">Bye</a>',
      {
        method: 'GET',
        path: '/users/sign_out',
      },
    ],
  ])('%s', (html, way) => {
    expect(signOutOf(readPage(html))).toMatchObject(way);
  });

  it('is unknown on a page without one', () => {
    expect(signOutOf(readPage('<a href="/about">About</a>'))).toBeUndefined();
  });
});

it('a page says what a visitor reads: no scripts, styles or title, and characters as they are', () => {
  const html =
    '<title>T</title><style>p{}</style><script>var a = "<p>";</script><h1>Tom &amp;\n  Jerry</h1><p>1 &lt; 2</p>';
  expect(readPage(html).text).toBe('Tom & Jerry 1 < 2');
});
