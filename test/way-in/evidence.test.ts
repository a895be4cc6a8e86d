import { describe, expect, it } from 'vitest';
import { readPage } from '../../src/visitor/page.ts';
import { closedPage, loginPage } from '../../src/way-in/evidence.ts';

/** A page at /enter with one form of these fields. */
function formOf(...fields: string[]) {
  return loginPage([
    {
      path: '/enter',
      how: 'linked from /',
      status: 200,
      page: readPage(
        `<form action="/enter" method="post">${fields.join('')}<button>Go</button></form>`,
      ),
      wantsHttps: false,
    },
  ]);
}

const NAME = '<input type="text" name="username">';

describe('the form that signs in', () => {
  it.each<[string, string[], boolean]>([
    ['asks for one password', [NAME, '<input type="password" name="secret">'], true],
    // As in Express's own examples/auth.
    ['shows what is typed', [NAME, '<input type="text" name="password">'], true],
    ['asks for no password', [NAME, '<input type="text" name="city">'], false],
    [
      'asks for a password twice, as it is new',
      [NAME, '<input type="password" name="a">', '<input type="password" name="b">'],
      false,
    ],
    [
      'asks twice, and shows it',
      [NAME, '<input name="password">', '<input name="password_confirmation">'],
      false,
    ],
  ])('%s', (_, fields, isFound) => {
    expect(formOf(...fields)?.what).toBe(isFound ? '/enter' : undefined);
  });
});

describe('the page that is closed to strangers', () => {
  const page = readPage('');
  const sentToForm = (path: string) => ({
    ...{ path, how: 'linked from /', status: 302, to: '/enter' },
    ...{ page, wantsHttps: false },
  });

  it.each<[string, string[], string]>([
    ['of two, the one that is no part of the sign-in', ['/enter/mail/sent', '/orders'], '/orders'],
    ['or else that one', ['/enter/mail/sent'], '/enter/mail/sent'],
    ['one whose name only begins alike', ['/enterprise', '/orders'], '/enterprise'],
  ])('is %s', (_, paths, expected) => {
    expect(closedPage(paths.map(sentToForm), '/enter')?.what.path).toBe(expected);
  });
});
