import { describe, expect, it } from 'vitest';
import { Aliases } from '../../src/masking/aliases.ts';
import { Secrets } from '../../src/masking/secrets.ts';

const ID = 'Xk3_f-9QzL0pVb7tR2mN4cW8yA1s/6h=';
const SIGNED = encodeURIComponent(`s:${ID}.${'c2lnbmF0dXJl'.repeat(4).slice(0, 43)}`);
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe.each([
  ['a session’s cookie', SIGNED, true, '#1'],
  ['a signed cookie of another kind', SIGNED, false, `(${SIGNED.length} bytes)`],
  ['a cookie that is the id itself', encodeURIComponent(ID), false, '(36 bytes)'],
])('the id in %s', (_, value, isSession, mask) => {
  it.each([
    `id ${ID}`,
    `?id=${encodeURIComponent(ID)}`,
    `?next=${encodeURIComponent(`/?id=${encodeURIComponent(ID)}`)}`,
    base64(JSON.stringify({ sid: ID })),
    Buffer.from(`sid=${ID};`).toString('base64url'),
    Buffer.from(ID).toString('hex'),
  ])('is not shown in %s', (text) => {
    const secrets = new Secrets(new Aliases(), false);
    secrets.learnCookie(value);
    secrets.cookie(value, () => isSession);
    expect(secrets.hide(text)).toContain(mask);
    expect(secrets.hide(text).replace(mask, '').length).toBeLessThan(text.length - ID.length + 1);
  });
});

it('a long value of a cookie, which is data, is masked only as it is', () => {
  const secrets = new Secrets(new Aliases(), false);
  secrets.learnCookie('a'.repeat(300));
  expect(secrets.hide(`<${'a'.repeat(300)}>`)).toBe('<(300 bytes)>');
  expect(secrets.hide(base64('a'.repeat(300)))).not.toContain('bytes');
});
