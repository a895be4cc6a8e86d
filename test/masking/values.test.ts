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

it.each([
  ['hash', 'aGFzaGhhc2g='],
  ['passwordHash', 'x1y2z3'],
  ['salt', 'c2FsdA=='],
  ['ssn', '078-05-1120'],
  ['hashed_password', 'deadbeef'],
])('what is called %s is masked', (name, value) => {
  expect(masks(name, value)).toBe(true);
});

it.each([
  '$2b$10$abcdefghijklmnopqrstuv',
  '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA',
  '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q',
  '$6$rounds=5000$saltsalt$hashhash',
  'AKIAIOSFODNN7EXAMPLE',
  'whsec_0123456789abcdef',
  'SG.0123456789.0123456789',
  'GOCSPX-0123456789',
  '4111111111111111',
  '4111 1111 1111 1111',
  '5555-5555-5555-4444',
  '078-05-1120',
])('%s is masked wherever it is', (text) => {
  const data = { n: { lists: [[{ value: text }]] } };
  expect(maskSecrets(data)).toEqual({ n: { lists: [[{ value: MASK }]] } });
});

it('a number of a card is masked though it is a number', () => {
  expect(masks('n', 4_111_111_111_111_111)).toBe(true);
});

it.each([
  ['hashtags', 'cats'],
  ['saltwater', 'yes'],
  ['phone', '5551234567890'],
  ['time', '1700000000000'],
  ['order', '4111111111111112'],
  ['date', '2026-03-01'],
  ['part', '000-12-3456'],
])('%s is shown: %s', (name, value) => {
  expect(masks(name, value)).toBe(false);
});

it.each(['4', '4-', '$2b$', '078-', 'SG.'])(
  'a long text of %s takes no longer than its length asks for',
  (part) => {
    expect(masks('n', part.repeat(300_000))).toBeTypeOf('boolean');
  },
);
