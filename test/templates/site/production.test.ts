import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choicesOf, LANGUAGE } from '../../../src/create/options.ts';
import { UsersFile } from '../../../templates/base/src/accounts/users/users.ts';
import { createApp } from '../../../templates/base/src/app.ts';
import { readSettings } from '../../../templates/base/src/settings.ts';
import { openStore, scratchSettings, storesOf } from '../../support/records.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

describe.each(choicesOf(LANGUAGE))('a site in %s', (language) => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory', language);
  });
  afterAll(() => site?.remove());

  /** Whether somebody who has no account gets in. */
  async function letsAnyoneIn(script: 'start' | 'dev', NODE_ENV: string): Promise<boolean> {
    const running = await site.start(script, { NODE_ENV, HOST: '127.0.0.1', STOP_DELAY: '0s' });
    const visitor = new Visitor(running.url);
    await visitor.post('/login', { username: 'admin' });
    const { status } = await visitor.get('/about');
    await running.stop();
    return status === 200;
  }

  it.each(['', 'production', 'staging', 'prod', 'Production'])(
    'lets nobody in without an account where "npm start" finds NODE_ENV=%s',
    async (NODE_ENV) => {
      expect(await letsAnyoneIn('start', NODE_ENV)).toBe(false);
    },
  );

  it.each(['', 'production'])(
    'lets anyone in under "npm run dev", where the shell says NODE_ENV=%s',
    async (NODE_ENV) => {
      expect(await letsAnyoneIn('dev', NODE_ENV)).toBe(true);
    },
  );
});

it.each([
  [undefined, 'production', true],
  ['staging', 'production', true],
  ['development', 'development', false],
])('with NODE_ENV=%s tells Express that it is in %s', async (NODE_ENV, env, keepsViews) => {
  const settings = readSettings({ NODE_ENV, SESSION_SECRET: 'only for tests '.repeat(3) });
  const store = await openStore('memory', scratchSettings());
  const app = createApp(
    settings,
    storesOf(store),
    new UsersFile(join(scratchFolder(), 'users.json')),
  );
  expect(app.get('env')).toBe(env);
  expect(app.enabled('view cache')).toBe(keepsViews);
  await store.close();
});

const HAS_IPV6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ family }) => family === 'IPv6'),
);

describe('a site names an address that a browser can open', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory', 'javascript');
  });
  afterAll(() => site?.remove());

  it.each([
    ['', 'localhost'],
    ['0.0.0.0', 'localhost'],
    ['127.0.0.1', '127.0.0.1'],
    ...(HAS_IPV6
      ? [
          ['::', 'localhost'],
          ['::1', '[::1]'],
        ]
      : []),
  ])('with HOST=%s in production: %s', async (HOST = '', host) => {
    const running = await site.start('start', { NODE_ENV: 'production', HOST });
    expect(new URL(running.url).hostname).toBe(host);
    expect((await new Visitor(running.url).get('/')).status).toBe(200);
    await running.stop();
  });
});
