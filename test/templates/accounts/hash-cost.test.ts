import crypto from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { passwordMatches } from '../../../templates/base/src/accounts/passwords/passwords.ts';
import {
  type Account,
  createAccount,
  UsersFile,
} from '../../../templates/base/src/accounts/users/users.ts';
import { whoMaySignIn } from '../../../templates/base/src/accounts/who-may-sign-in.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { PASSWORD, scratchUsers, signIn, startWithUsers } from '../../support/users.ts';

/** An account whose hash was made when one cost less. */
function olderAccount(passwordId: string, ln = 4): Account {
  const salt = crypto.randomBytes(16);
  const key = crypto.scryptSync(PASSWORD, salt, 32, { N: 2 ** ln, r: 8, p: 1 });
  const hash = `$scrypt$ln=${ln},r=8,p=1$${salt.toString('base64url')}$${key.toString('base64url')}`;
  return { hash, passwordId };
}

function writeUsers(file: string, users: Record<string, Account>): void {
  writeFileSync(file, JSON.stringify(users));
}

const hashIn = (file: string, name: string) => new UsersFile(file).read().get(name)?.hash ?? '';

/** What each hash costs that is made from now on, while the running test lasts. */
function costsFromNowOn(): () => unknown[] {
  const spy = vi.spyOn(crypto, 'scrypt');
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return () => spy.mock.calls.map(([, , keyBytes, cost]) => ({ keyBytes, cost }));
}

describe('an unknown name', () => {
  it('costs the very hash that a wrong password does', async () => {
    const file = new UsersFile(scratchUsers());
    const alice = await createAccount(PASSWORD);
    file.change((users) => users.set('alice', alice));
    const { check } = whoMaySignIn(file, false);
    const costs = costsFromNowOn();
    expect(await check('alice', 'wrong horse')).toBe(false);
    expect(await check('mallory', 'wrong horse')).toBe(false);
    const [known, unknown, ...others] = costs();
    expect(others).toEqual([]);
    expect(unknown).toEqual(known);
    expect(known).toMatchObject({ keyBytes: 32, cost: { N: 2 ** 14, r: 8, p: 5 } });
  });

  it('is no account, even with the password of the one whose hash it costs', async () => {
    const path = scratchUsers();
    writeUsers(path, { alice: olderAccount('alice’s id') });
    expect(await whoMaySignIn(new UsersFile(path), false).check('mallory', PASSWORD)).toBe(false);
  });

  it('costs what some account does where they differ: the same at each try, in each process', async () => {
    const path = scratchUsers();
    const lns = [3, 4, 5, 6];
    writeUsers(
      path,
      Object.fromEntries(lns.map((ln) => [`user-${ln}`, olderAccount(`id ${ln}`, ln)])),
    );
    const costs = costsFromNowOn();
    const names = Array.from({ length: 50 }, (_, n) => `nobody-${n}`);
    const costsOfAll = async () => {
      const { check } = whoMaySignIn(new UsersFile(path), false);
      for (const name of names) expect(await check(name, 'wrong horse')).toBe(false);
      return JSON.stringify(costs().slice(-names.length));
    };
    const first = await costsOfAll();
    expect(await costsOfAll()).toBe(first);
    for (const ln of lns) expect(first).toContain(`"N":${2 ** ln}`);

    // Nobody without the file could have told which name costs what.
    const accounts = lns.map((ln) => [`user-${ln}`, olderAccount(`another id ${ln}`, ln)]);
    writeUsers(path, Object.fromEntries(accounts));
    expect(await costsOfAll()).not.toBe(first);
  });
});

describe('after hashes were made to cost more', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory', 'javascript');
  });
  afterAll(() => site?.remove());

  it('a sign-in makes the hash anew, and signs nobody out', async () => {
    const file = scratchUsers();
    writeUsers(file, { alice: olderAccount('id a'), bob: olderAccount('id b') });
    const before = JSON.parse(readFileSync(file, 'utf8'));
    const running = await startWithUsers(site, file);
    await signIn(running.url, 'alice', 'wrong horse');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(before);

    const { visitor } = await signIn(running.url, 'alice', PASSWORD);
    const after = JSON.parse(readFileSync(file, 'utf8'));
    expect(after.alice).toEqual({
      hash: expect.stringMatching(/^\$scrypt\$ln=14,r=8,p=5\$/),
      passwordId: 'id a',
    });
    expect(after.bob).toEqual(before.bob);
    expect(await passwordMatches(PASSWORD, after.alice.hash)).toBe(true);

    const again = await signIn(running.url, 'alice', PASSWORD);
    for (const browser of [visitor, again.visitor]) {
      expect((await browser.get('/about')).body).toContain('Welcome alice!');
    }
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(after);
  });

  it('a sign-in where nothing can be written says so once, and is as good', async () => {
    // No other file fits beside this one: its name is as long as names may be.
    const file = join(scratchFolder(), `${'u'.repeat(250)}.json`);
    writeUsers(file, { alice: olderAccount('id a') });
    const before = readFileSync(file, 'utf8');
    const running = await startWithUsers(site, file);
    for (let n = 0; n < 3; n += 1) {
      const { visitor } = await signIn(running.url, 'alice', PASSWORD);
      expect((await visitor.get('/about')).status).toBe(200);
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
    const lines = running
      .output()
      .match(/^Older password hashes cannot be replaced\. .* ENAMETOOLONG\.$/gm);
    expect(lines).toHaveLength(1);
  });

  it('a password that was changed while the old one was checked stays changed', async () => {
    const path = scratchUsers();
    writeUsers(path, { alice: olderAccount('id a') });
    const file = new UsersFile(path);
    const another = await createAccount('another horse');
    const checked = whoMaySignIn(file, false).check('alice', PASSWORD);
    file.change((users) => users.set('alice', another));
    expect(await checked).toBe(true);
    expect(hashIn(path, 'alice')).toBe(another.hash);
  });

  it('a hash is left to the next sign-in while somebody else changes the users', async () => {
    const path = scratchUsers();
    writeUsers(path, { alice: olderAccount('id a') });
    const file = new UsersFile(path);
    const { check } = whoMaySignIn(file, false);
    const before = hashIn(path, 'alice');
    const log = vi.spyOn(console, 'error');
    onTestFinished(() => log.mockRestore());

    mkdirSync(`${path}.lock`);
    writeFileSync(join(`${path}.lock`, 'draft'), '');
    expect(await check('alice', PASSWORD)).toBe(true);
    expect(hashIn(path, 'alice')).toBe(before);
    rmSync(`${path}.lock`, { recursive: true });
    expect(await check('alice', PASSWORD)).toBe(true);
    expect(hashIn(path, 'alice')).not.toBe(before);
    expect(log).not.toHaveBeenCalled();
  });
});
