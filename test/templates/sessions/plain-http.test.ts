import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest';
import type { SessionStore } from '../../../templates/base/src/sessions/store/session-store.ts';
import { SITE_NAME } from '../../../templates/base/src/settings/site.ts';
import { openStore } from '../../support/records.ts';
import { Visitor } from '../../support/visitor.ts';

// A process logs each reason once, and other tests may have made it do so.
vi.resetModules();
const { labSettings, startLab } = await import('../../support/lab.ts');
const { replaceSession, saveSession } = await import(
  '../../../templates/base/src/sessions/session.ts'
);

let log: MockInstance<typeof console.error>;
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function startProduction(trustProxy: string) {
  const env = { NODE_ENV: 'production', TRUST_PROXY: trustProxy };
  const store = await openStore('memory', {});
  const create = vi.spyOn<SessionStore, 'create'>(store, 'create');
  const url = await startLab(
    store,
    {
      '/sign-in': async (req, res) => {
        await replaceSession(req, () => ({ user_name: 'alice' }), labSettings(env));
        res.redirect('/');
      },
      '/home': async (req, res) => {
        req.session.lang = 'en';
        await saveSession(req);
        res.send('at home');
      },
      '/page': (req, res) => {
        req.session.lang = 'en';
        res.send('at home');
      },
    },
    env,
  );
  return { visitor: new Visitor(url), create };
}

it.each([
  ['without TRUST_PROXY', '', { 'X-Forwarded-Proto': 'https' }, /set TRUST_PROXY/],
  ['behind a proxy that says nothing', '1', {}, /sent no X-Forwarded-Proto header/],
  [
    'behind a proxy that TRUST_PROXY does not name',
    '203.0.113.7',
    { 'X-Forwarded-Proto': 'https' },
    /TRUST_PROXY does not name/,
  ],
])(
  'in production %s: nothing is stored, and the log says once what is missing',
  async (_, trustProxy, headers, missing) => {
    const { visitor, create } = await startProduction(trustProxy);
    const ask = (path: string) => visitor.ask('GET', path, undefined, headers);
    for (let n = 0; n < 2; n += 1) {
      const signIn = await ask('/sign-in');
      expect(signIn.status).toBe(400);
      expect(signIn.body).toContain('You cannot sign in or set a password over plain HTTP');
      expect(signIn.cookies).toEqual([]);
      for (const path of ['/home', '/page']) {
        const page = await ask(path);
        expect(page).toMatchObject({ status: 200, body: 'at home', cookies: [] });
      }
    }
    expect(create).not.toHaveBeenCalled();
    expect(log.mock.calls).toEqual([[expect.stringMatching(missing)]]);
  },
);

it('in production behind a proxy that says https, the browser gets the cookie', async () => {
  const { visitor } = await startProduction('1');
  const headers = { 'X-Forwarded-Proto': 'https' };
  expect((await visitor.ask('GET', '/sign-in', undefined, headers)).status).toBe(302);
  expect(visitor.jar.has(`__Host-${SITE_NAME}`)).toBe(true);
  expect(log).not.toHaveBeenCalled();
});
