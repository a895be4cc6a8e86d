import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PlainRequest } from '../../src/flows/way-in.ts';
import { asksForCode } from '../../src/visitor/forms/code-form.ts';
import { readPage } from '../../src/visitor/page.ts';
import { allOf, failuresIn, stepsOf } from '../support/run.ts';

const directory = fileURLToPath(new URL('../apps', import.meta.url));
const JSON_LOGIN: PlainRequest = {
  method: 'POST',
  path: '/login',
  json: { username: '$user', password: '$password' },
};

describe('an app that asks for a code after the password', () => {
  it.each([
    ['on a page that the sign-in leads to', 'page', '/login'],
    ['in the answer to the sign-in', 'answer', '/login'],
    ['in JSON', 'json', JSON_LOGIN],
  ])('breaks no rule: the run got no further than that (%s)', async (_, ASKS, login) => {
    const start = 'node asks-for-a-code-first.cjs';
    const options = { login, protected: '/about', user: 'alice', password: 'right' };
    const events = await allOf({ directory, start, env: { ASKS }, ...options });
    expect(failuresIn(events)).toEqual([
      expect.objectContaining({ cause: expect.stringContaining('asks for a code') }),
    ]);
    const rules = stepsOf(events).flatMap(({ checks }) => checks.map(({ rule }) => rule));
    expect(rules.filter(Boolean)).toEqual([]);
  });
});

const form = (fields: string, method = 'post') =>
  `<form method="${method}" action="/go">${fields}</form>`;

describe('whether a page asks for a code', () => {
  it.each([
    form('<input name="otp">'),
    form('<input name="x" autocomplete="one-time-code">'),
    form('<input type="hidden" name="_csrf" value="1"><input name="code">'),
    form('<input type="password" name="totp_code">'),
    '{"ok":true,"requiresTwoFactor":true}',
    '{"mfa":{"ticket":"a"}}',
  ])('it does: %s', (html) => {
    expect(asksForCode(readPage(html))).toBe(true);
  });

  it.each([
    form('<input name="username"><input type="password" name="password">'),
    form('<input name="username"><input type="password" name="password"><input name="totp">'),
    form('<input name="code">', 'get'),
    form('<input name="code"><input name="item">'),
    form('<input type="hidden" name="token" value="1"><input name="email">'),
    '{"ok":true,"twoFactorEnabled":false}',
    'two factors are better than one',
  ])('it does not: %s', (html) => {
    expect(asksForCode(readPage(html))).toBe(false);
  });
});
