import { describe, expect, it } from 'vitest';
import { Masks } from '../../src/masking/masks.ts';
import { own, Told, told } from '../../src/masking/told.ts';

function masksOf(...secrets: string[]): Masks {
  const masks = new Masks();
  for (const secret of secrets) masks.add(secret, `<${secret.length}>`);
  return masks;
}

describe('a text with masks in it', () => {
  it.each([
    [
      'has one in the place of each secret',
      ['secret-1', 'other-one'],
      'a secret-1 other-one',
      'a <8> <9>',
    ],
    ['has one at both its ends', ['secret'], 'secretsecret', '<6><6>'],
    ['has one in the place of the longest that fits', ['secret', 'secret-1'], 'secret-12', '<8>2'],
    ['has one after a beginning that was none', ['secret'], 'secresecret', 'secre<6>'],
    ['has none in the place of what is very short', ['abcde'], 'abcdef', 'abcdef'],
    ['has no mask in a mask', ['secret', '<6> is'], 'secret is', '<6> is'],
    ['knows secrets in any script', ['пароль', '密码密码密码'], 'пароль 密码密码密码', '<6> <6>'],
    ['is the same where there is none', ['secret'], 'nothing', 'nothing'],
  ])('%s', (_what, secrets, text, masked) => {
    expect(masksOf(...secrets).hideIn(text)).toBe(masked);
  });

  it('is made in one pass, however many secrets there are', () => {
    const secrets = Array.from({ length: 20_000 }, (_, index) => `token-${index}`);
    const text = `${secrets.join(' ')} `.repeat(30);
    expect(masksOf(...secrets).hideIn(text)).not.toContain('token-');
  });

  it('is made in one pass, however alike the secrets begin', () => {
    const secrets = Array.from({ length: 500 }, (_, index) => `${'a'.repeat(7 + index * 8)}c`);
    // To try all secrets at each of its characters would take an hour.
    const text = `${'aaaaaab'.repeat(500_000)} and ${secrets[499]}`;
    const masked = masksOf(...secrets).hideIn(text);
    expect(masked.length).toBeLessThan(text.length / 10);
    expect(masked.endsWith(' and <4000>')).toBe(true);
  });
});

describe('a sentence in which only what came from outside is masked', () => {
  const hide = (text: string) => text.replaceAll('lost', '•');
  it.each([
    ['our own words', own('lost'), 'lost'],
    ['what is put into a sentence', told`lost: ${'lost'}`, 'lost: •'],
    ['a sentence in a sentence', told`${own('lost')} ${told`lost ${'lost'}`}`, 'lost lost •'],
    ['several', Told.join([own('lost'), told`${'lost'}`], ' lost '), 'lost lost •'],
    ['a number', told`${404} ${'/lost'}`, '404 /•'],
  ])('%s', (_what, sentence, text) => {
    expect(sentence.text(hide)).toBe(text);
  });
});
