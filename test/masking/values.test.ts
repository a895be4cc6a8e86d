import { expect, it } from 'vitest';
import { MASK, maskSecrets } from '../../src/masking/values.ts';

const masks = (name: string, value: unknown) => maskSecrets({ [name]: value })[name] === MASK;

it.each([
  'password',
  'userPassword',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'client_secret',
  'token',
  'accessToken',
  'refresh_token',
  'csrfToken',
  '_csrf',
  'apiKey',
  'api-key',
  'private_key',
  'credentials',
  'Authorization',
  'cookie',
  'jwt',
  'otp',
  'totp',
  'pin',
  'cvc',
  'cardNumber',
  'sessionId',
  'sid',
])('masks what is called %s, whatever it is', (name) => {
  for (const value of ['x', 12, { a: 1 }, ['x']]) expect(masks(name, value)).toBe(true);
});

it.each([
  ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  ['a bearer token', 'Bearer abc'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMII'],
  ['a key of a service', 'sk_live_abcdefgh12345678'],
  ['a token of GitHub', 'ghp_abcdefgh12345678'],
  ['an address with a password', 'postgres://shop:hunter2@db/shop'],
])('masks %s, whatever its name is', (_, value) => {
  expect(masks('x', value)).toBe(true);
  expect(maskSecrets({ list: [{ deep: value }] })).toEqual({ list: [{ deep: MASK }] });
});

it.each([
  ['a long text of colons', `a://${':'.repeat(1_000_000)}`],
  ['a long text of schemes', 'a://b:c'.repeat(200_000)],
  ['many beginnings of keys', '-----BEGIN '.repeat(100_000)],
])('takes no longer than a moment for %s', (_, text) => {
  // Quadratic, it would be hours.
  expect(maskSecrets({ x: text })).toEqual({ x: text });
});

it.each([
  ['user_name', 'alice'],
  ['passport', { user: 7 }],
  ['author', 'eve'],
  ['keyboard', 'de'],
  ['compass', 'north'],
  ['opinion', 'good'],
  ['spinner', 3],
  ['returnTo', '/about?next=1'],
  ['site', 'https://example.org/a@b'],
  ['password', ''],
  ['token', null],
  ['hasPassword', true],
])('shows %s', (name, value) => {
  expect(maskSecrets({ [name]: value })).toEqual({ [name]: value });
});
