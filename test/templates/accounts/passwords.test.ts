import { describe, expect, it } from 'vitest';
import { COMMON_PASSWORDS } from '../../../templates/base/src/accounts/passwords/common-passwords.ts';
import { passwordProblem } from '../../../templates/base/src/accounts/passwords/new-password.ts';
import {
  hashPassword,
  normalizePassword,
  passwordMatches,
} from '../../../templates/base/src/accounts/passwords/passwords.ts';
import { PASSWORD } from '../../support/users.ts';

describe('a new password', () => {
  it.each([
    ['seven characters', '7 chars', /at least 8 characters/],
    ['four characters of two halves each', '🐎🐎🐎🐎', /at least 8 characters/],
    ['257 characters', 'x'.repeat(257), /at most 256 characters/],
    ['the most common one', 'password', /most common/],
    ['the second most common one', '12345678', /most common/],
    ['a common one in capitals', 'PassWord', /most common/],
    ['a common one in wide letters', 'ｐａｓｓｗｏｒｄ', /most common/],
    ['the last one of the list', 'greyhoun', /most common/],
    ['one letter again and again', 'eeeeeeeeee', /one character repeated/],
    ['one letter in two forms', `${'\u00e9'.repeat(4)}${'e\u0301'.repeat(4)}`, /one character/],
    ['one letter in capitals too', 'xXxXxXxXx', /one character repeated/],
    ['one sign of two halves again and again', '🐎'.repeat(8), /one character repeated/],
    ['spaces', ' '.repeat(8), /repeated|spaces/],
    ['spaces of several kinds', ' \u00a0 \u2003 \u3000 \t\t', /more than spaces/],
  ])('cannot be %s', (_, password, fault) => {
    expect(passwordProblem(password)).toMatch(fault);
  });

  it.each([
    ['a phrase', PASSWORD],
    ['a common one with more to it', 'password of mine'],
    ['two letters in turns', 'ababababab'],
    ['256 characters', 'xy'.repeat(128)],
    ['letters of any script', 'пароль мой'],
  ])('can be %s', (_, password) => {
    expect(passwordProblem(password)).toBeUndefined();
  });

  it('is looked up among 3,000, each as it would be typed', () => {
    expect(COMMON_PASSWORDS.size).toBe(3_000);
    const unlike = [...COMMON_PASSWORDS].filter(
      (text) => [...text].length < 8 || normalizePassword(text).toLowerCase() !== text,
    );
    expect(unlike).toEqual([]);
  });
});

it('a password counts however the keyboard writes its letters', async () => {
  expect(await passwordMatches('cafe\u0301 noir', await hashPassword('caf\u00e9 noir'))).toBe(true);
});
