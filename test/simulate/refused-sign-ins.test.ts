import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SimulateOptions } from '../../src/simulate/simulate.ts';
import { allOf, failuresIn } from '../support/run.ts';

const directory = fileURLToPath(new URL('../apps', import.meta.url));
const corpus = fileURLToPath(new URL('../corpus', import.meta.url));

async function causesOf(options: SimulateOptions): Promise<string[]> {
  const events = await allOf({ pace: 'patient', ...options });
  return failuresIn(events).map(({ cause = '' }) => cause);
}

describe('an app that sends a link by mail', () => {
  const app = { directory, start: 'node asks-by-mail.cjs', protected: '/about', user: 'alice' };

  it('refuses nobody: the page that was named has no form that asks for a password', async () => {
    const causes = await causesOf({ ...app, login: '/login', password: 'correct' });
    expect(causes.length).toBeGreaterThan(0);
    for (const cause of causes) expect(cause).toContain('no form that asks for a password');
  });

  it('wants the token of its form, where the request was named', async () => {
    const login = { method: 'POST', path: '/login/mail', form: { email: '$user' } };
    expect(await causesOf({ ...app, login, password: 'correct' })).toEqual([
      expect.stringContaining('CSRF'),
    ]);
  });
});

describe('an app that knows nobody without a password', () => {
  it('is told so, where none was given', async () => {
    const app = { directory: corpus, start: 'node app.cjs', login: '/login', protected: '/about' };
    expect(await causesOf(app)).toEqual([expect.stringContaining('no password was given')]);
  });
});

describe('an app whose page does not accept the cookie that its sign-in gave', () => {
  it('may not have refused the password', async () => {
    const start = 'node gives-a-useless-cookie.cjs';
    const json = { username: '$user', password: '$password' };
    const login = { method: 'POST', path: '/login', json };
    const causes = await causesOf({ directory, start, login, protected: '/me', password: 'right' });
    expect(causes).toEqual([expect.stringContaining('gave a cookie at the sign-in')]);
  });
});
