import { describe, expect, it } from 'vitest';
import { EXPOSURE_CHECKS } from '../../src/checks/exposure.ts';
import type { Observed } from '../../src/checks/observed.ts';
import type { Header } from '../../src/events/run.ts';
import { readPage } from '../../src/visitor/page.ts';
import { tokenPlace } from '../../src/visitor/token-place.ts';
import { aCookieChange } from '../support/runs.ts';

function seen(part: Partial<Observed>, html = '', headers: Header[] = []): Observed {
  return {
    site: { kind: 'other', name: 'an app', entry: { url: 'http://127.0.0.1' } },
    pace: 'patient',
    request: { method: 'GET', path: '/', signsIn: false, isSecure: true, cookies: [] },
    response: { status: 200, headers, page: readPage(html) },
    cookies: [],
    session: {},
    before: [],
    store: null,
    ...part,
  };
}

const allow = (origin: string, credentials = 'true'): Header[] => [
  ['Access-Control-Allow-Origin', origin],
  ['Access-Control-Allow-Credentials', credentials],
];

describe('whose scripts may read a page with cookies', () => {
  it.each<[string, Header[], boolean]>([
    ['nobody', [], true],
    ['the origin that asks', allow('https://elsewhere.example'), false],
    ['the origin that asks, without cookies', allow('https://elsewhere.example', 'false'), true],
    ['everybody, which browsers do not take with cookies', allow('*'), true],
    ['another origin', allow('https://site.example'), true],
  ])('%s', (_, headers, passed) => {
    const check = EXPOSURE_CHECKS.closedTo('https://elsewhere.example', seen({}, '', headers));
    expect(check?.passed).toBe(passed);
  });

  it('of a page that is not shown, nothing is said', () => {
    const response = { status: 401, headers: allow('null'), page: readPage('') };
    expect(EXPOSURE_CHECKS.closedTo('null', seen({ response }))).toBeUndefined();
  });
});

describe('the name of the session’s cookie', () => {
  const given = (name: string, ...attributes: string[]) => [
    aCookieChange('set', '#1', { name, session: '#1', attributes }),
  ];
  const PLAIN = { method: 'GET', path: '/', signsIn: false, isSecure: false, cookies: [] };
  it.each<[string, Partial<Observed>, boolean | undefined]>([
    ['with the prefix', { cookies: given('__Host-sid', 'Path=/', 'Secure') }, true],
    ['without it', { cookies: given('connect.sid', 'Path=/', 'Secure') }, false],
    ['for the whole domain', { cookies: given('sid', 'Domain=site.example') }, undefined],
    ['for a part of the host', { cookies: given('sid', 'Path=/shop') }, undefined],
    ['on plain HTTP', { cookies: given('sid', 'Path=/'), request: PLAIN }, undefined],
    ['no cookie', {}, undefined],
  ])('%s', (_, part, passed) => {
    expect(EXPOSURE_CHECKS.hostPrefix(true, seen(part))?.passed).toBe(passed);
  });
});

describe('the fields for passwords', () => {
  it.each([
    ['<form><input name="u"><input type="password" name="p"></form>', true],
    ['<form><input name="u"><input name="password"></form>', false],
    ['<form><input name="user[password]" type="text"></form>', false],
    ['<form><input name="x" autocomplete="current-password"></form>', false],
    ['<form><input type="hidden" name="password"><input type="password" name="p"></form>', true],
    ['<form><input name="one_time_password"></form>', undefined],
    ['<form><input name="password_hint"><input name="passport"></form>', undefined],
    ['<form><input name="q"></form>', undefined],
  ])('%s', (html, passed) => {
    expect(EXPOSURE_CHECKS.masksPasswords(true, seen({}, html))?.passed).toBe(passed);
  });
});

describe('where the session’s id stands', () => {
  const ID = 'abcdefgh-ijklmnop-qrstuvwx';
  const VALUE = `s%3A${ID}.${'A'.repeat(43)}`;
  const place = (path: string, headers: Header[], text: string, isSession = true) =>
    tokenPlace(
      {
        signed: { before: [], after: [{ name: 'sid', id: ID, value: VALUE }] },
        request: { method: 'GET', url: new URL(path, 'http://127.0.0.1'), headers: [] },
        response: {
          status: 200,
          headers,
          body: Promise.resolve({ text, size: text.length }),
        },
        body: { text, size: text.length },
      },
      () => isSession,
    );
  it.each([
    ['in its cookie', '/', [['Set-Cookie', `sid=${VALUE}`] satisfies Header], 'hello', undefined],
    ['in the page', '/', [], `<p data-id="${ID}">`, /what the answer says/],
    [
      'the whole cookie in JSON',
      '/',
      [],
      `{"token":"${decodeURIComponent(VALUE)}"}`,
      /answer says/,
    ],
    ['in the address', `/?sid=${ID}`, [], '', /address/],
    ['where it leads', '/', [['Location', `/?sid=${ID}`] satisfies Header], '', /header/],
    ['a part of it', '/', [], ID.slice(0, 8), undefined],
  ])('%s', (_, path, headers, text, expected) => {
    const found = place(path, headers, text);
    if (expected) expect(found).toMatch(expected);
    else expect(found).toBeUndefined();
    expect(place(path, headers, text, false)).toBeUndefined();
  });
});
