import { expect, it } from 'vitest';
import { Jar } from '../../src/visitor/cookies/jar.ts';
import { bodyOf } from '../../src/visitor/forms/submission.ts';
import type { Asked } from '../../src/visitor/headers.ts';
import { headersOf } from '../../src/visitor/headers.ts';
import { trickedInto } from '../../src/visitor/tricked.ts';

const URL_OF = new URL('http://127.0.0.1:3000/login?a=1');
const FIELDS = [{ name: 'token', value: 'x' }];
const HEADERS = { 'X-Token': 'own' };
const common = { url: URL_OF, headers: HEADERS, signsIn: true } as const;
const form: Asked = {
  ...common,
  method: 'POST',
  mode: 'navigate',
  form: FIELDS,
  body: bodyOf(FIELDS),
};
const byJson = (json: unknown, method = 'POST'): Asked => ({
  ...common,
  method,
  mode: 'fetch',
  json,
  body: { type: 'application/json', text: JSON.stringify(json) },
});
const link: Asked = { ...common, method: 'GET', mode: 'navigate' };
const URLENCODED = 'application/x-www-form-urlencoded';

it.each([
  ['a form', form, undefined, { method: 'POST', type: URLENCODED, text: 'token=x' }],
  ['a form, as a form', form, 'form', { method: 'POST', type: URLENCODED, text: 'token=x' }],
  ['a form, hidden', form, 'hidden', { method: 'POST', type: URLENCODED, text: 'token=x' }],
  ['a form, as a link', form, 'link', { method: 'GET' }],
  ['a form, as text', form, 'text', undefined],
  ['a form, as the fields of JSON', form, 'fields', undefined],
  ['a link', link, undefined, { method: 'GET' }],
  ['a link, as a form', link, 'form', undefined],
  [
    'JSON',
    byJson({ a: 'b', n: 1 }),
    undefined,
    { method: 'POST', type: 'text/plain', text: '{"a":"b","n":1,"":"="}\r\n' },
  ],
  [
    'JSON, as its fields',
    byJson({ a: 'b' }),
    'fields',
    { method: 'POST', type: URLENCODED, text: 'a=b' },
  ],
  ['JSON with numbers, as fields', byJson({ a: 1 }), 'fields', undefined],
  ['JSON, as a form', byJson({ a: 'b' }), 'form', undefined],
  ['a list', byJson(['a']), undefined, undefined],
  ['PUT', byJson({ a: 'b' }, 'PUT'), undefined, undefined],
  ['DELETE, as fields', byJson({ a: 'b' }, 'DELETE'), 'fields', undefined],
  ['DELETE, as a link', byJson({ a: 'b' }, 'DELETE'), 'link', { method: 'GET' }],
] as const)('what a page of another site can have sent of %s', (_, asked, trick, sent) => {
  const tricked = trickedInto(asked, trick);
  const { method, body, signsIn, headers } = tricked ?? {};
  expect(tricked && { method, ...body }).toEqual(sent);
  expect(signsIn).not.toBe(true);
  expect(headers).toBeUndefined();
});

it('browsers tell where it comes from', () => {
  const tricked = trickedInto(form);
  const told = Object.fromEntries(tricked ? headersOf(tricked, '') : []);
  expect(told).toMatchObject({
    Origin: 'https://elsewhere.example',
    // A check that only looks for the site's own address in it lets it pass.
    Referer: 'https://elsewhere.example/http://127.0.0.1:3000/',
    'Sec-Fetch-Site': 'cross-site',
    'Sec-Fetch-Mode': 'navigate',
  });
  expect(told).not.toHaveProperty('X-Token');
});

it('browsers hide where it comes from, if the page says so', () => {
  const tricked = trickedInto(form, 'hidden');
  const told = Object.fromEntries(tricked ? headersOf(tricked, '') : []);
  expect(told).toMatchObject({ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' });
  expect(told).not.toHaveProperty('Referer');
});

it.each([
  ['', 'POST', true],
  ['; SameSite=None; Secure', 'POST', true],
  ['; SameSite=Lax', 'POST', false],
  ['; SameSite=lax', 'GET', true],
  ['; SameSite=Strict', 'GET', false],
  ['; SameSite=Strict', 'POST', false],
])('a cookie%s goes with a %s of another site: %s', (attributes, method, goes) => {
  const jar = new Jar();
  jar.keep(`id=1${attributes}`, URL_OF);
  const [elsewhere] = jar.cookiesFor(URL_OF, { method });
  expect(elsewhere?.why === undefined).toBe(goes);
  expect(jar.cookiesFor(URL_OF)[0]).not.toHaveProperty('why');
});
