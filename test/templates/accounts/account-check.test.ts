import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, inject, it, type MockInstance, vi } from 'vitest';
import { accountCheck } from '../../../templates/base/src/accounts/account-check.ts';
import { UsersFile } from '../../../templates/base/src/accounts/users/users.ts';
import { startApp } from '../../support/app.ts';
import { labSettings } from '../../support/lab.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { addUsers, PASSWORD, scratchUsers } from '../../support/users.ts';
import { Visitor } from '../../support/visitor.ts';

let log: MockInstance<typeof console.error>;
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(['memory', 'file', 'redis'] as const)('a session on the %s store', (kind) => {
  describe.skipIf(kind === 'redis' && !inject('redisUrl'))('of an account', () => {
    const signIn = async () => {
      const usersFile = scratchUsers();
      await addUsers(usersFile, 'alice', 'bob');
      const store = await openStore(kind, scratchSettings());
      const alice = new Visitor(await startApp({ USERS_FILE: usersFile }, store));
      await alice.post('/login', { username: 'alice', password: PASSWORD });
      return { usersFile, alice, status: async () => (await alice.get('/about')).status };
    };

    it('does not count while a file without the account is there, and counts again afterwards', async () => {
      const { usersFile, status } = await signIn();
      const users = readFileSync(usersFile, 'utf8');
      const { alice: _, ...others } = JSON.parse(users);
      writeFileSync(usersFile, JSON.stringify(others));
      for (let n = 0; n < 3; n += 1) expect(await status()).toBe(302);
      writeFileSync(usersFile, users);
      expect(await status()).toBe(200);
    });

    it('is kept while the accounts cannot be read: 503, with one line in the log', async () => {
      const { usersFile, status } = await signIn();
      renameSync(usersFile, `${usersFile}.kept`);
      writeFileSync(usersFile, 'not JSON');
      for (let n = 0; n < 3; n += 1) expect(await status()).toBe(503);
      expect(log).toHaveBeenCalledTimes(1);
      renameSync(`${usersFile}.kept`, usersFile);
      expect(await status()).toBe(200);
    });
  });
});

it('an anonymous session is valid while the accounts cannot be read, and the log does not say that they can', async () => {
  const path = scratchUsers();
  writeFileSync(path, 'not JSON');
  const isStillValid = accountCheck(new UsersFile(path), labSettings());
  for (let n = 0; n < 3; n += 1) {
    await expect(isStillValid({ user_name: 'alice' })).rejects.toThrow();
    expect(await isStillValid({ lang: 'en' })).toBe(true);
  }
  expect(log).toHaveBeenCalledTimes(1);
  expect(console.log).not.toHaveBeenCalled();
});
