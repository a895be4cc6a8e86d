import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { storeContentsOf } from '../support/store-contents.ts';
import { manage, PASSWORD, scratchUsers, signIn, startWithUsers } from '../support/users.ts';
import { Visitor } from '../support/visitor.ts';

const REFUSED = 'This username and password do not match.';

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('anonymous', 'file', 'javascript');
});
afterAll(() => site?.remove());

describe('signing in', () => {
  it('with an account, the password counts; every other attempt gets the same page', async () => {
    const file = scratchUsers();
    const running = await startWithUsers(site, file);
    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    const good = await signIn(running.url, ' alice ', PASSWORD);
    expect(good.answer.status).toBe(302);
    expect((await good.visitor.get('/about')).body).toContain('Welcome alice!');

    const pages = new Set<string>();
    for (const [name, password] of [
      ['alice', 'wrong horse'],
      ['alice', ''],
      ['alice', `${PASSWORD} `],
      ['Alice', PASSWORD],
      ['mallory', PASSWORD],
      ['__proto__', PASSWORD],
    ] as const) {
      const { answer } = await signIn(running.url, name, password);
      expect(answer).toMatchObject({ status: 422, cookies: [] });
      expect(answer.body).toContain(REFUSED);
      pages.add(answer.body.replace(`value="${name}"`, ''));
    }
    expect(pages.size).toBe(1);
    expect(running.output()).not.toContain(PASSWORD);
  });

  it('without an account, in production: nobody does, and log and page say why', async () => {
    const file = scratchUsers();
    const running = await startWithUsers(site, file, { NODE_ENV: 'production', HOST: '127.0.0.1' });
    await vi.waitFor(() => expect(running.output()).toMatch(/^Nobody can sign in: there are no/m));
    expect(running.output()).toContain(`in ${file}. To add one: npm run user:add NAME`);
    const form = await new Visitor(running.url).get('/login');
    const { answer } = await signIn(running.url, 'alice', PASSWORD);
    for (const { status, body, cookies } of [form, answer]) {
      expect({ status, cookies }).toEqual({ status: 503, cookies: [] });
      expect(body).toContain('Nobody can sign in from here: this site has no accounts.');
    }

    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    expect((await signIn(running.url, 'alice', PASSWORD)).answer.status).toBe(302);
  });

  it('the log says at the start that accounts count', async () => {
    const file = scratchUsers();
    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    const running = await startWithUsers(site, file);
    await vi.waitFor(() =>
      expect(running.output()).toMatch(/^Signing in takes an account .* Accounts: 1\.$/m),
    );
  });
});

describe('a session ends at its next request', () => {
  it.each([
    [
      'when its user is removed',
      async (file: string) => manage(site, file, ['user:remove', 'alice']),
    ],
    [
      'when its password is changed',
      async (file: string) => manage(site, file, ['user:add', 'alice'], 'another horse'),
    ],
    [
      'when its password is set anew, to the same',
      async (file: string) => manage(site, file, ['user:add', 'alice'], PASSWORD),
    ],
    ['when the users file is deleted', async (file: string) => rmSync(file)],
  ])('%s: in the store too, at every process', async (_, change) => {
    const file = scratchUsers();
    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    await manage(site, file, ['user:add', 'bob'], PASSWORD);
    const [one, two] = [await startWithUsers(site, file), await startWithUsers(site, file)];
    const { visitor } = await signIn(one.url, 'alice', PASSWORD);
    const elsewhere = await signIn(two.url, 'alice', PASSWORD);
    const names = async () => (await storeContentsOf(site).read())?.map((data) => data.user_name);
    expect(await names()).toEqual(['alice', 'alice']);

    await change(file);
    for (const alice of [visitor, elsewhere.visitor]) {
      expect((await alice.get('/about')).status).toBe(302);
    }
    expect(await names()).toEqual([]);
    const home = await visitor.get('/home');
    expect(home.status).toBe(200);
    expect(home.body).not.toContain('Welcome');
  });

  it('when it began while any name would do, and an account is added, be it of that name or not', async () => {
    const file = scratchUsers();
    const running = await startWithUsers(site, file);
    const alice = await signIn(running.url, 'alice');
    const bob = await signIn(running.url, 'bob');
    expect((await bob.visitor.get('/about')).status).toBe(200);
    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    for (const { visitor } of [alice, bob]) expect((await visitor.get('/about')).status).toBe(302);
  });

  it('when it began while developing, and the site is now in production without accounts', async () => {
    const file = scratchUsers();
    const before = await startWithUsers(site, file);
    const { visitor } = await signIn(before.url, 'alice');
    await before.stop();
    const after = await startWithUsers(site, file, { NODE_ENV: 'production', HOST: '127.0.0.1' });
    const forger = new Visitor(after.url);
    forger.jar.set('__Host-my-app', visitor.jar.get('my-app') ?? '');
    expect((await forger.get('/about')).status).toBe(302);
  });

  it('but not when somebody else is added, changed or removed', async () => {
    const file = scratchUsers();
    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    const running = await startWithUsers(site, file);
    const { visitor } = await signIn(running.url, 'alice', PASSWORD);
    for (const words of [
      ['user:add', 'bob'],
      ['user:add', 'bob'],
      ['user:remove', 'bob'],
    ]) {
      await manage(site, file, words, 'battery staple');
      expect((await visitor.get('/about')).status).toBe(200);
    }
  });
});

describe('while the users cannot be read', () => {
  it.each([
    ['is damaged', (file: string) => writeFileSync(file, '{"alice":"$scrypt$')],
    ['is empty', (file: string) => writeFileSync(file, '')],
    [
      'is a folder',
      (file: string) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])(
    'because the file %s: nobody gets in, the log says why, and the rest is served',
    async (_, damage) => {
      const file = scratchUsers();
      await manage(site, file, ['user:add', 'alice'], PASSWORD);
      const whole = readFileSync(file);
      const running = await startWithUsers(site, file);
      const { visitor } = await signIn(running.url, 'alice', PASSWORD);

      damage(file);
      const { answer } = await signIn(running.url, 'alice', PASSWORD);
      expect(answer).toMatchObject({ status: 500, cookies: [] });
      const about = await visitor.get('/about');
      expect(about.status).toBe(503);
      expect(about.body).not.toMatch(/alice|scrypt|users\.json/);
      expect((await new Visitor(running.url).get('/home')).status).toBe(200);
      await vi.waitFor(() => expect(running.output()).toMatch(/The users in .* cannot be read: /));
      expect(running.output()).not.toContain('$scrypt');

      const restarted = await startWithUsers(site, file);
      await vi.waitFor(() =>
        expect(restarted.output()).toMatch(/^Nobody can sign in\. The users in .* cannot be read/m),
      );

      rmSync(file, { recursive: true });
      writeFileSync(file, whole);
      expect((await visitor.get('/about')).body).toContain('Welcome alice!');
    },
  );
});
