import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, UsersFile } from '../../../templates/base/src/accounts/users/users.ts';
import { whoMaySignIn } from '../../../templates/base/src/accounts/who-may-sign-in.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { manage, PASSWORD, scratchUsers } from '../../support/users.ts';

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('anonymous', 'file', 'javascript');
});
afterAll(() => site?.remove());

describe('the users file', () => {
  it('is for its owner alone, and for git not at all', async () => {
    const file = join(site.directory, 'users.json');
    await manage(site, '', ['user:add', 'alice'], PASSWORD);
    const mode = statSync(file).mode & 0o777;
    const git = (...args: string[]) => execa('git', args, { cwd: site.directory });
    await git('init', '--quiet');
    const ignored = await git('check-ignore', 'users.json', 'users.json.lock');
    rmSync(file);
    expect(mode).toBe(0o600);
    expect(ignored.stdout).toBe('users.json\nusers.json.lock');
  });

  it('holds a salted hash with its parameters, and no password', async () => {
    const file = scratchUsers();
    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    await manage(site, file, ['user:add', 'bob'], PASSWORD);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(PASSWORD);
    const { alice, bob } = JSON.parse(text);
    expect(alice).toEqual({
      hash: expect.stringMatching(/^\$scrypt\$ln=14,r=8,p=5\$[\w-]{22}\$[\w-]{43}$/),
      passwordId: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(bob.hash).not.toBe(alice.hash);
    expect(bob.passwordId).not.toBe(alice.passwordId);
  });

  it('keeps names that mean something to JavaScript', () => {
    const file = new UsersFile(scratchUsers());
    expect(file.read().get('constructor')).toBeUndefined();
    const account = {
      hash: `$scrypt$ln=14,r=8,p=5$${'s'.repeat(22)}$${'k'.repeat(43)}`,
      passwordId: 'm',
    };
    file.change((users) => users.set('__proto__', account).set('constructor', account));
    expect([...file.read().keys()]).toEqual(['__proto__', 'constructor']);
  });

  it('stays as it was on a full disk, and nothing lies beside it', async () => {
    const file = scratchUsers();
    await manage(site, file, ['user:add', 'alice'], PASSWORD);
    const before = readFileSync(file, 'utf8');
    const script = `ulimit -f 0; exec "${process.execPath}" ${site.code}/accounts/users/manage-users.js add bob`;
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
      names.map(async (name) => ({
        name,
        ...(await manage(site, file, ['user:add', name], PASSWORD)),
      })),
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

  const WHOLE = 'it does not hold what user:add writes';
  const ENTRY = 'the entry "alice" is not what user:add writes';
  it.each([
    ['{"alice":', WHOLE],
    ['', WHOLE],
    ['[]', WHOLE],
    ['5', WHOLE],
    ['null', WHOLE],
    ['{"alice":"$scrypt$ln=14,r=8,p=5$a$b"}', ENTRY],
    ['{"alice":null}', ENTRY],
    ['{"alice":{"hash":"$scrypt$ln=14,r=8,p=5$a$b","passwordId":"m"}}', ENTRY],
  ])(
    'that holds %j is neither taken for a list without users, nor replaced, nor quoted',
    async (text, reason) => {
      const file = scratchUsers();
      writeFileSync(file, text);
      const message = `The users in ${file} cannot be read: ${reason}.`;
      expect(() => new UsersFile(file).read()).toThrow(message);
      const run = await manage(site, file, ['user:add', 'alice'], PASSWORD);
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toBe(message);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  const KEY = `${'s'.repeat(22)}$${'k'.repeat(43)}`;
  const holding = (cost: string) => {
    const file = scratchUsers();
    const alice = { hash: `$scrypt$${cost}$${KEY}`, passwordId: 'm' };
    writeFileSync(file, JSON.stringify({ alice }));
    return new UsersFile(file);
  };
  it.each(['ln=99,r=8,p=5', 'ln=0,r=8,p=1', 'ln=9,r=0,p=1', 'ln=9,r=8,p=0', 'ln=16,r=1,p=1'])(
    'names the entry at whose cost no hash can be made: %s',
    (cost) => {
      expect(() => holding(cost).read()).toThrow(ENTRY);
    },
  );

  it('refuses a hash that would take more than a gibibyte of memory', () => {
    expect(holding('ln=20,r=8,p=1').read().size).toBe(1);
    expect(() => holding('ln=21,r=8,p=1').read()).toThrow(ENTRY);
  });

  it('takes any other cost, and checks passwords at it', async () => {
    for (const cost of ['ln=1,r=1,p=999', 'ln=15,r=1,p=1', 'ln=4,r=100,p=99']) {
      const { check } = whoMaySignIn(holding(cost), false);
      expect(await check('alice', PASSWORD)).toBe(false);
    }
  });

  it('is read again only when it has changed', async () => {
    const path = scratchUsers();
    const [writer, reader] = [new UsersFile(path), new UsersFile(path)];
    const account = await createAccount(PASSWORD);
    writer.change((users) => users.set('alice', account));
    const first = reader.read();
    expect(reader.read()).toBe(first);
    writer.change((users) => users.set('bob', account));
    expect([...reader.read().keys()]).toEqual(['alice', 'bob']);
    rmSync(path);
    expect(reader.read().size).toBe(0);
  });
});
