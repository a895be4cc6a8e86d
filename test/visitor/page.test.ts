import { describe, expect, it } from 'vitest';
import { filledIn, signInForm, signOutOf } from '../../src/visitor/forms/sign-in-form.ts';
import { readPage } from '../../src/visitor/page.ts';

/** What is sent of the sign-in form of a page, field by field. */
function signedIn(html: string) {
  const form = signInForm(readPage(html));
  if (!form) return undefined;
  const { method, action, enctype, entries } = filledIn(form, 'alice', 'pw');
  const fields = entries.map(({ name, value }) => `${name}=${value}`).join(' ');
  return { method, action, enctype, fields };
}

const PASSWORD = '<input type="password" name="p">';
const LOGIN = `<form method="post" action="/login"><input name="u">${PASSWORD}</form>`;

describe('the sign-in form of a page', () => {
  it.each([
    ['after one for a search', `<form action="/search"><input name="q"></form>${LOGIN}`],
    [
      'after one that registers, with the password twice',
      `<form method="post" action="/register"><input name="u">${PASSWORD}${PASSWORD}</form>${LOGIN}`,
    ],
    [
      'after one that registers, with the password once',
      `<form method="post" action="/users"><input name="u">${PASSWORD}<button>Sign up</button></form>${LOGIN}`,
    ],
    [
      'before one for a new password',
      `${LOGIN}<form method="post" action="/password"><input type="password" autocomplete="new-password" name="n"></form>`,
    ],
    ['beside a dialog', `<form method="dialog">${PASSWORD}<button>OK</button></form>${LOGIN}`],
    [
      'after one in a template, which is not there yet',
      `<template><form method="post" action="/t">${PASSWORD}</form></template>${LOGIN}`,
    ],
  ])('%s', (_, html) => {
    expect(signedIn(html)).toMatchObject({ action: '/login', fields: 'u=alice p=pw' });
  });

  it('is missing where nothing asks for a password', () => {
    expect(signInForm(readPage('<form><input name="q"></form>'))).toBeUndefined();
  });
});

describe('the field for the name', () => {
  it.each([
    ['that has no type', '<input name="u">', 'u=alice'],
    ['for an e-mail address', '<input type="email" name="e">', 'e=alice'],
    ['for a number of a phone', '<input type="tel" name="t">', 't=alice'],
    [
      'after one for something else',
      '<input name="realm" value="x"><input name="username">',
      'realm=x username=alice',
    ],
    [
      'before one for something else',
      '<input name="email"><input name="tenant">',
      'email=alice tenant=',
    ],
    ['by what is in it', '<input name="a" autocomplete="username"><input name="b">', 'a=alice b='],
  ])('%s', (_, fields, sent) => {
    expect(signedIn(`<form>${fields}${PASSWORD}</form>`)?.fields).toBe(`${sent} p=pw`);
  });
});

describe('the button that is pressed', () => {
  it.each([
    ['the only one', '<button name="go" value="1">Go</button>', 'go=1', '/f'],
    [
      'the first',
      '<input type="submit" name="a" value="A"><button name="b">B</button>',
      'a=A',
      '/f',
    ],
    [
      'the one that says so',
      '<button name="a">Help</button><button name="b" value="1">Log in</button>',
      'b=1',
      '/f',
    ],
    [
      'not one by which somebody else signs in',
      '<button name="a" formaction="/google">Sign in with Google</button><button name="b" value="1">Continue</button>',
      'b=1',
      '/f',
    ],
    [
      'with an address of its own',
      '<button formaction="/login" name="b" value="1">Log in</button>',
      'b=1',
      '/login',
    ],
    [
      'none that resets, or that does nothing',
      '<input type="reset" name="r"><button type="button" name="n">N</button>',
      '',
      '/f',
    ],
    [
      'none that is disabled',
      '<button name="a" disabled>Log in</button><button name="b">B</button>',
      'b=',
      '/f',
    ],
  ])('is %s', (_, buttons, sent, action) => {
    expect(signedIn(`<form action="/f">${PASSWORD}${buttons}</form>`)).toMatchObject({
      action,
      fields: `p=pw ${sent}`.trim(),
    });
  });
});

describe('what a visitor has to choose is chosen', () => {
  it.each([
    ['<input type="checkbox" name="terms" required>', 'terms=on'],
    [
      '<input type="radio" name="r" value="1" required><input type="radio" name="r" value="2">',
      'r=1',
    ],
    ['<select name="s" required><option value="">Choose<option value="a">A</select>', 's=a'],
  ])('%s', (html, sent) => {
    expect(signedIn(`<form>${html}${PASSWORD}</form>`)?.fields).toBe(`${sent} p=pw`);
  });
});

describe('the way to log out', () => {
  it.each([
    ['<form action="/logout" method="post"></form>', 'POST /logout'],
    [
      '<form action="/sign-out" method="POST"><input type="hidden" name="t" value="1"></form>',
      'POST /sign-out t=1',
    ],
    ['<a href="/home">Home</a><a href="/users/sign_out">Bye</a>', 'GET /users/sign_out'],
    [
      '<form action="/search"><button>Search</button></form><form action="/session" method="post"><input type="hidden" name="_method" value="delete"><button name="b" value="1">Sign out</button></form>',
      'POST /session _method=delete b=1',
    ],
    ['<a href="/about">About</a><a href="/bye"><b>Log</b> out</a>', 'GET /bye'],
    ['<a href="/bye">Abmelden</a>', 'GET /bye'],
    [
      '<form method="post"><button formaction="/auth/logout">Leave</button></form>',
      'POST /auth/logout',
    ],
    [
      '<meta name="csrf-param" content="token"><meta name="csrf-token" content="x"><a href="/logout" data-method="delete">Out</a>',
      'POST /logout _method=delete token=x',
    ],
    ['<button hx-delete="/session">Log out</button>', 'DELETE /session'],
  ])('%s', (html, way) => {
    const { method, action, entries } = signOutOf(readPage(html)) ?? { entries: [] };
    const fields = entries.map(({ name, value }) => `${name}=${value}`);
    expect([method, action, ...fields].join(' ')).toBe(way);
  });

  it.each([
    '<a href="/about">About</a>',
    '<a href="/help">How to log out everywhere</a><a>Log out</a>',
  ])('is unknown on a page without one: %s', (html) => {
    expect(signOutOf(readPage(html))).toBeUndefined();
  });
});

it('a page says what a visitor reads: no scripts, styles or title, and characters as they are', () => {
  const html =
    '<title>T</title><style>p{}</style><script>var a = "<p>";</script><h1>Tom &amp;\n  Jerry</h1><p>1 &lt; 2</p>';
  expect(readPage(html).text).toBe('Tom & Jerry 1 < 2');
});

describe('a page that is made to keep its reader busy', () => {
  // Read in the usual way, each of these takes minutes.
  it.each([
    ['elements in elements', '<div>'.repeat(400_000) + '</p>'.repeat(400_000)],
    [
      'groups of fields in groups',
      `${'<fieldset>'.repeat(300_000)}${'<input name=a>'.repeat(300_000)}`,
    ],
  ])('is read up to where no browser goes: %s', (_, html) => {
    const form = '<form action="/login"><input type="password" name="p"></form>';
    expect(readPage(form + html).forms).toHaveLength(1);
  });

  it('has as many links as somebody would follow', () => {
    expect(readPage('<a href="/x">x</a>'.repeat(50_000)).links).toHaveLength(1_000);
  });
});
