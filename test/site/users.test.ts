import crypto from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { choicesOf, LANGUAGE } from '../../src/scaffold/options.ts';
import { hashPassword, passwordMatches } from '../../templates/base/src/accounts/passwords.ts';
import { UsersFile } from '../../templates/base/src/accounts/users.ts';
import { whoMaySignIn } from '../../templates/base/src/accounts/who-may-sign-in.ts';
import { CLEAN_ENV } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { storeContentsOf } from '../support/store-contents.ts';
import { KEYS, TerminalRun } from '../support/terminal.ts';
import { Visitor } from '../support/visitor.ts';

const PASSWORD = 'correct horse';
const REFUSED = 'This username and password do not match.';

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('anonymous', 'file', 'javascript');
});
afterAll(() => site?.remove());

/** A place for the users that no other test uses. */
function scratchUsers(): string {
  return join(scratchFolder(), 'users.json');
}

/** Runs one of a site's scripts as its owner would, off a terminal. */
async function manage(usersFile: string, words: string[], input = '', { directory } = site) {
  const [script = '', ...args] = words;
  const { exitCode, stdout, stderr } = await execa('npm', ['run', '--silent', script, ...args], {
    cwd: directory,
    env: { ...CLEAN_ENV, USERS_FILE: usersFile },
    extendEnv: false,
    input,
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

async function start(usersFile: string, env: Record<string, string> = {}) {
  const running = await site.start('start', { USERS_FILE: usersFile, ...env });
  onTestFinished(async () => {
    await running.stop();
    await storeContentsOf(site).clear();
  });
  return running;
}

async function signIn(url: string, username: string, password = '') {
  const visitor = new Visitor(url);
  return { visitor, answer: await visitor.post('/login', { username, password }) };
}

describe.each(choicesOf(LANGUAGE))('the scripts, in %s,', (language) => {
  let own: InstalledSite;
  beforeAll(async () => {
    own = await borrowSite('anonymous', 'file', language);
  });
  afterAll(() => own?.remove());
  const manageOwn = (file: string, words: string[], input = '') => manage(file, words, input, own);

  it('add a user, list all, change a password and remove a user', async () => {
    const file = scratchUsers();
    expect(await manageOwn(file, ['user:list'])).toMatchObject({
      exitCode: 0,
      stdout: 'There are no users.',
    });
    expect(await manageOwn(file, ['user:add', 'bob'], `${PASSWORD}\n`)).toEqual({
      exitCode: 0,
      stdout: 'Added bob.',
      stderr: '',
    });
    await manageOwn(file, ['user:add', ' Alice Smith '], PASSWORD);
    expect((await manageOwn(file, ['user:list'])).stdout).toBe('Alice Smith\nbob');

    const before = readFileSync(file, 'utf8');
    const changed = await manageOwn(file, ['user:add', 'bob'], 'another horse\r\n');
    expect(changed.stdout).toMatch(/^Changed the password of bob\./);
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    expect(await passwordMatches('another horse', new UsersFile(file).read().get('bob'))).toBe(
      true,
    );

    expect((await manageOwn(file, ['user:remove', 'bob'])).stdout).toMatch(/^Removed bob\./);
    expect((await manageOwn(file, ['user:remove', 'Alice Smith'])).stdout).toMatch(
      /the last user: in development any name can sign in now, in production nobody can/,
    );
    expect((await manageOwn(file, ['user:list'])).stdout).toBe('There are no users.');
  });

  it.each([
    [['user:add'], 2, /^Usage:/, PASSWORD],
    [['user:add', ''], 2, /^A name is/, PASSWORD],
    [['user:add', '   '], 2, /^A name is/, PASSWORD],
    [['user:add', 'al\nice'], 2, /^A name is/, PASSWORD],
    [['user:add', 'alice\u202e'], 2, /^A name is/, PASSWORD],
    [['user:add', 'a'.repeat(101)], 2, /^A name is/, PASSWORD],
    [['user:add', '--', '--help'], 2, /^A name is.*\nUsage:/, PASSWORD],
    [['user:add', 'alice', PASSWORD], 2, /^Usage:/, PASSWORD],
    [['user:add', 'alice'], 1, /^No password was given\. Nothing was changed\./, ''],
    [['user:add', 'alice'], 1, /^A password needs at least 8 characters\. Nothing was/, '\n'],
    [['user:add', 'alice'], 1, /^A password needs at least 8 characters\./, '7 chars\n'],
    [['user:add', 'alice'], 1, /^A password needs at least 8 characters\./, '🐎🐎🐎🐎\n'],
    [['user:add', 'alice'], 1, /^A password can have at most 256 characters\./, 'x'.repeat(257)],
    [['user:remove'], 2, /^Usage:/, ''],
    [['user:remove', 'alice'], 1, /^There is no user alice\./, ''],
    [['user:list', 'alice'], 2, /^Usage:/, ''],
  ])('refuse %j with exit code %i, and %s', async (words, exitCode, message, input) => {
    const file = scratchUsers();
    const run = await manageOwn(file, words, input);
    expect(run).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it('need no other setting than where the users are', async () => {
    const file = scratchUsers();
    const script = join(own.directory, own.code, 'accounts/manage-users.js');
    const { exitCode } = await execa(process.execPath, [script, 'add', 'alice'], {
      cwd: '/',
      env: { USERS_FILE: file, SESSION_SECRET: '' },
      input: PASSWORD,
    });
    expect(exitCode).toBe(0);
    expect(existsSync(file)).toBe(true);
  });

  it('ask on a terminal, twice, and never show the password', async () => {
    const file = scratchUsers();
    const run = terminal(file);
    await run.shows('Password for alice:');
    run.press(`wrong\x7f\x7f\x7f\x7f\x7f${PASSWORD}${KEYS.enter}`);
    await run.shows('Once more:');
    run.press(`${PASSWORD}${KEYS.enter}`);
    expect(await run.ended).toBe(0);
    expect(run.text()).toMatch(/Password for alice:\s+Once more:\s+Added alice\./);
    for (const part of ['wrong', 'correct', 'horse']) expect(run.output).not.toContain(part);
    expect(await passwordMatches(PASSWORD, new UsersFile(file).read().get('alice'))).toBe(true);
  });

  it.each([
    ['the second password differs', 'corect horse\r', /The two passwords differ\. Nothing was/],
    ['the arrow up is to repeat the first', '\x1b[A\r', /The two passwords differ\./],
    ['it is stopped half-way', KEYS.ctrlC, /No password was given\. Nothing was changed\./],
  ])('change nothing on a terminal where %s', async (_, keys, message) => {
    const file = scratchUsers();
    const run = terminal(file);
    await run.shows('Password for alice:');
    run.press(PASSWORD + KEYS.enter);
    await run.shows('Once more:');
    run.press(keys);
    expect(await run.ended).toBe(1);
    expect(run.text()).toMatch(message);
    expect(run.output).not.toMatch(/correct|corect/);
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  function terminal(file: string): TerminalRun {
    return new TerminalRun('npm', ['run', '--silent', 'user:add', 'alice'], {
      cwd: own.directory,
      env: { USERS_FILE: file },
    });
  }
});

describe('the users file', () => {
  it('is for its owner alone, and for git not at all', async () => {
    const file = join(site.directory, 'users.json');
    writeFileSync(file, '{}', { mode: 0o644 });
    await manage('', ['user:add', 'alice'], PASSWORD);
    const mode = statSync(file).mode & 0o777;
    const git = (...args: string[]) => execa('git', args, { cwd: site.directory });
    await git('init', '--quiet');
    const ignored = await git('check-ignore', 'users.json', 'users.json.new');
    rmSync(file);
    expect(mode).toBe(0o600);
    expect(ignored.stdout).toBe('users.json\nusers.json.new');
  });

  it('holds a salted hash with its parameters, and no password', async () => {
    const file = scratchUsers();
    await manage(file, ['user:add', 'alice'], PASSWORD);
    await manage(file, ['user:add', 'bob'], PASSWORD);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(PASSWORD);
    const { alice, bob } = JSON.parse(text);
    expect(alice).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[\w-]{22}\$[\w-]{43}$/);
    expect(bob).not.toBe(alice);
  });

  it('keeps names that mean something to JavaScript', () => {
    const file = new UsersFile(scratchUsers());
    expect(file.read().get('constructor')).toBeUndefined();
    const hash = `$scrypt$ln=14,r=8,p=5$${'s'.repeat(22)}$${'k'.repeat(43)}`;
    file.change((users) => users.set('__proto__', hash).set('constructor', hash));
    expect([...file.read().keys()]).toEqual(['__proto__', 'constructor']);
  });

  it('stays as it was on a full disk, and nothing lies beside it', async () => {
    const file = scratchUsers();
    await manage(file, ['user:add', 'alice'], PASSWORD);
    const before = readFileSync(file, 'utf8');
    const script = `ulimit -f 0; exec "${process.execPath}" ${site.code}/accounts/manage-users.js add bob`;
    const { exitCode, stderr } = await execa('sh', ['-c', script], {
      cwd: site.directory,
      env: { USERS_FILE: file },
      input: PASSWORD,
      reject: false,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^The users in .* cannot be changed: EFBIG\.$/);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readdirSync(dirname(file))).toEqual(['users.json']);
  });

  it('is whole at every moment, and no change is lost when many are made at a time', async () => {
    const file = scratchUsers();
    const names = Array.from({ length: 6 }, (_, n) => `user-${n}`);
    let running = true;
    const changes = Promise.all(
      names.map(async (name) => ({ name, ...(await manage(file, ['user:add', name], PASSWORD)) })),
    ).finally(() => {
      running = false;
    });
    while (running) {
      if (existsSync(file)) JSON.parse(readFileSync(file, 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    // One that came while another wrote says so, and has changed nothing.
    const answers = await changes;
    for (const { exitCode, stderr } of answers) {
      if (exitCode !== 0) expect(stderr).toMatch(/another change is under way/);
    }
    const added = answers.filter(({ exitCode }) => exitCode === 0).map(({ name }) => name);
    expect([...new UsersFile(file).read().keys()].sort()).toEqual(added);
    expect(added.length).toBeGreaterThan(0);
  });

  it('is not touched while somebody else changes it', async () => {
    const file = scratchUsers();
    writeFileSync(`${file}.new`, '');
    const run = await manage(file, ['user:add', 'alice'], PASSWORD);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('another change is under way. If that is not so, delete');
    expect(readdirSync(dirname(file))).toEqual(['users.json.new']);
  });

  it.each(['{"alice":', '', '[]', '5', 'null', '{"alice":"$scrypt$ln=14,r=8,p=5$a$b"}'])(
    'that holds %j is neither taken for a list without users, nor replaced, nor quoted',
    async (text) => {
      const file = scratchUsers();
      writeFileSync(file, text);
      expect(() => new UsersFile(file).read()).toThrow(
        /cannot be read: it does not hold what user:add/,
      );
      const run = await manage(file, ['user:add', 'alice'], PASSWORD);
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toMatch(/^The users in .*users\.json cannot be read: it does not[^$]*$/);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('is read again only when it has changed', async () => {
    const path = scratchUsers();
    const [writer, reader] = [new UsersFile(path), new UsersFile(path)];
    const hash = await hashPassword(PASSWORD);
    writer.change((users) => users.set('alice', hash));
    const first = reader.read();
    expect(reader.read()).toBe(first);
    writer.change((users) => users.set('bob', hash));
    expect([...reader.read().keys()]).toEqual(['alice', 'bob']);
    rmSync(path);
    expect(reader.read().size).toBe(0);
  });
});

describe('signing in', () => {
  it('with an account, the password counts; every other attempt gets the same page', async () => {
    const file = scratchUsers();
    const running = await start(file);
    await manage(file, ['user:add', 'alice'], PASSWORD);
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

  it('a password counts however the keyboard writes its letters', async () => {
    expect(await passwordMatches('cafe\u0301 noir', await hashPassword('caf\u00e9 noir'))).toBe(
      true,
    );
  });

  it('an unknown name costs the very hash that a wrong password does', async () => {
    const users = new Map([['alice', await hashPassword(PASSWORD)]]);
    const { check } = whoMaySignIn(users, true);
    const spy = vi.spyOn(crypto, 'scrypt');
    syncBuiltinESMExports();
    onTestFinished(() => {
      spy.mockRestore();
      syncBuiltinESMExports();
    });
    expect(await check('alice', 'wrong horse')).toBe(false);
    expect(await check('mallory', 'wrong horse')).toBe(false);
    const work = spy.mock.calls.map(([, , keyBytes, cost]) => ({ keyBytes, cost }));
    expect(work).toHaveLength(2);
    expect(work[1]).toEqual(work[0]);
    expect(work[0]).toMatchObject({ keyBytes: 32, cost: { N: 2 ** 14, r: 8, p: 5 } });
  });

  it('a hash of other parameters still counts, so they can be raised', async () => {
    const salt = Buffer.alloc(16, 1);
    const key = crypto.scryptSync(PASSWORD, salt, 32, { N: 2 ** 12, r: 8, p: 2 });
    const hash = `$scrypt$ln=12,r=8,p=2$${salt.toString('base64url')}$${key.toString('base64url')}`;
    expect(await passwordMatches(PASSWORD, hash)).toBe(true);
    expect(await passwordMatches('wrong horse', hash)).toBe(false);
  });

  it('without an account, in production: nobody does, and log and page say why', async () => {
    const file = scratchUsers();
    const running = await start(file, { NODE_ENV: 'production', HOST: '127.0.0.1' });
    await vi.waitFor(() => expect(running.output()).toMatch(/^Nobody can sign in: there are no/m));
    expect((await new Visitor(running.url).get('/login')).body).toContain('has no accounts');
    const { answer } = await signIn(running.url, 'alice', PASSWORD);
    expect(answer).toMatchObject({ status: 422, cookies: [] });
    expect(answer.body).toContain('Nobody can sign in yet: this site has no accounts.');

    await manage(file, ['user:add', 'alice'], PASSWORD);
    expect((await signIn(running.url, 'alice', PASSWORD)).answer.status).toBe(302);
  });

  it('the log says at the start that accounts count', async () => {
    const file = scratchUsers();
    await manage(file, ['user:add', 'alice'], PASSWORD);
    const running = await start(file);
    await vi.waitFor(() =>
      expect(running.output()).toMatch(/^Signing in takes an account .* Accounts: 1\.$/m),
    );
  });
});

describe('a session ends at its next request', () => {
  it.each([
    ['when its user is removed', async (file: string) => manage(file, ['user:remove', 'alice'])],
    [
      'when its password is changed',
      async (file: string) => manage(file, ['user:add', 'alice'], 'another horse'),
    ],
    [
      'when its password is set anew, to the same',
      async (file: string) => manage(file, ['user:add', 'alice'], PASSWORD),
    ],
    ['when the users file is deleted', async (file: string) => rmSync(file)],
  ])('%s: in the store too, at every process', async (_, change) => {
    const file = scratchUsers();
    await manage(file, ['user:add', 'alice'], PASSWORD);
    await manage(file, ['user:add', 'bob'], PASSWORD);
    const [one, two] = [await start(file), await start(file)];
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
    const running = await start(file);
    const alice = await signIn(running.url, 'alice');
    const bob = await signIn(running.url, 'bob');
    expect((await bob.visitor.get('/about')).status).toBe(200);
    await manage(file, ['user:add', 'alice'], PASSWORD);
    for (const { visitor } of [alice, bob]) expect((await visitor.get('/about')).status).toBe(302);
  });

  it('when it began while developing, and the site is now in production without accounts', async () => {
    const file = scratchUsers();
    const before = await start(file);
    const { visitor } = await signIn(before.url, 'alice');
    await before.stop();
    const after = await start(file, { NODE_ENV: 'production', HOST: '127.0.0.1' });
    const forger = new Visitor(after.url);
    forger.jar.set('__Host-my-app', visitor.jar.get('my-app') ?? '');
    expect((await forger.get('/about')).status).toBe(302);
  });

  it('but not when somebody else is added, changed or removed', async () => {
    const file = scratchUsers();
    await manage(file, ['user:add', 'alice'], PASSWORD);
    const running = await start(file);
    const { visitor } = await signIn(running.url, 'alice', PASSWORD);
    for (const words of [
      ['user:add', 'bob'],
      ['user:add', 'bob'],
      ['user:remove', 'bob'],
    ]) {
      await manage(file, words, 'battery staple');
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
      await manage(file, ['user:add', 'alice'], PASSWORD);
      const whole = readFileSync(file);
      const running = await start(file);
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

      const restarted = await start(file);
      await vi.waitFor(() =>
        expect(restarted.output()).toMatch(/^Nobody can sign in\. The users in .* cannot be read/m),
      );

      rmSync(file, { recursive: true });
      writeFileSync(file, whole);
      expect((await visitor.get('/about')).body).toContain('Welcome alice!');
    },
  );
});
