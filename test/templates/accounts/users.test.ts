import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import {
  addUsers,
  makeHashesCheap,
  manage,
  PASSWORD,
  scratchUsers,
  signIn,
  startWithUsers,
  useCheapHashes,
} from '../../support/users.ts';
import { Visitor } from '../../support/visitor.ts';

const IN_PRODUCTION = { NODE_ENV: 'production', HOST: '127.0.0.1', TRUST_PROXY: '1' };

/** What a proxy adds that ends HTTPS. */
const FROM_PROXY = { 'X-Forwarded-Proto': 'https' };

const REFUSED = 'This username and password do not match.';

useCheapHashes();
let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('anonymous', 'file', 'javascript');
  makeHashesCheap(site);
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
      expect(body).toContain('Nobody can sign in yet: this site has no accounts.');
    }

    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    // Now the password counts. In production the cookie then waits for HTTPS.
    const { answer: right } = await signIn(running.url, 'alice', PASSWORD);
    expect(right.status).toBe(400);
    expect(right.body).toContain('only works over HTTPS');
    expect((await signIn(running.url, 'alice', 'a guess')).answer.status).toBe(422);
  });

  it('the log says at the start that accounts count', async () => {
    const file = scratchUsers();
    await addUsers(file, 'alice');
    const running = await startWithUsers(site, file);
    await vi.waitFor(() =>
      expect(running.output()).toMatch(/^Signing in takes an account .* Accounts: 1\.$/m),
    );
  });
});

describe('a session does not count any more', () => {
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
    [
      'when its user is removed, and added again',
      async (file: string) => {
        await manage(site, file, ['user:remove', 'alice']);
        await manage(site, file, ['user:add', 'alice'], PASSWORD);
      },
    ],
    ['when the users file is deleted', async (file: string) => rmSync(file)],
    ['when the users file is from before', async (file: string) => writeFileSync(file, '{}')],
  ])('%s: at every process, at once', async (_, change) => {
    const file = scratchUsers();
    await addUsers(file, 'alice', 'bob');
    const [one, two] = await Promise.all([
      startWithUsers(site, file),
      startWithUsers(site, file, IN_PRODUCTION),
    ]);
    const here = await signIn(one.url, 'alice', PASSWORD);
    const there = await signIn(two.url, 'alice', PASSWORD, FROM_PROXY);
    const whole = readFileSync(file);

    await change(file);
    for (const { visitor } of [here, there]) {
      expect((await visitor.ask('GET', '/about', undefined, FROM_PROXY)).status).toBe(302);
    }
    // The home page begins another session, which would take this one's place in the browser.
    const home = await here.visitor.at(one.url).get('/home');
    expect(home.status).toBe(200);
    expect(home.body).not.toContain('Welcome');

    // It may all have been a mistake, or be so on this machine alone: nothing was deleted.
    writeFileSync(file, whole);
    for (const { visitor } of [here, there]) {
      const about = await visitor.ask('GET', '/about', undefined, FROM_PROXY);
      expect(about.body).toContain('Welcome alice!');
    }
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
    for (const [name, value] of visitor.jar) forger.jar.set(`__Host-${name}`, value);
    expect((await forger.get('/about')).status).toBe(302);
  });

  it('but not when somebody else is added, changed or removed', async () => {
    const file = scratchUsers();
    await addUsers(file, 'alice');
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
  it.each<[string, (file: string) => unknown]>([
    ['is damaged', (file: string) => writeFileSync(file, '{"alice":"$scrypt$')],
    ['is empty', (file: string) => writeFileSync(file, '')],
    [
      'is a folder',
      (file: string) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
    [
      'is a pipe, into which nobody writes',
      (file: string) => {
        rmSync(file);
        return execa('mkfifo', [file]);
      },
    ],
  ])(
    'because the file %s: nobody gets in, the log says why, and the rest is served',
    async (_, damage) => {
      const file = scratchUsers();
      await addUsers(file, 'alice');
      const whole = readFileSync(file);
      const running = await startWithUsers(site, file);
      const { visitor } = await signIn(running.url, 'alice', PASSWORD);

      await damage(file);
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

it('that the users are gone is said once, with what to type', async () => {
  const file = scratchUsers();
  await addUsers(file, 'alice');
  const running = await startWithUsers(site, file, IN_PRODUCTION);
  const { visitor } = await signIn(running.url, 'alice', PASSWORD, FROM_PROXY);
  rmSync(file);
  for (let n = 0; n < 3; n += 1) await visitor.get('/about');
  expect((await signIn(running.url, 'alice', PASSWORD, FROM_PROXY)).answer.status).toBe(503);
  const said = () => running.output().match(/^The file .* is gone.* npm run user:add NAME$/gm);
  await vi.waitFor(() => expect(said()).toHaveLength(1));
});
