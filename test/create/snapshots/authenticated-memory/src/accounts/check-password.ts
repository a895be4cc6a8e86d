import { createHmac } from 'node:crypto';
import { passwordMatches } from './passwords.ts';
import { renewHash } from './renew-hash.ts';
import type { Account, Users, UsersFile } from './users.ts';

/** Whether this is the password of the account with this name. */
export async function checkPassword(
  file: UsersFile,
  users: Users,
  userName: string,
  password: string,
): Promise<boolean> {
  const account = users.get(userName);
  // Where a name is unknown, the work is the same: the time that it takes must not tell which names exist.
  const { hash } = account ?? standInFor(userName, users) ?? {};
  const matches = hash !== undefined && (await passwordMatches(password, hash));
  if (!account || !matches) return false;
  await renewHash(file, userName, account, password);
  return true;
}

/**
 * The account whose hash is worked on for an unknown name. While some hashes cost more than others, so do some unknown
 * names, each of them the same whenever it is tried; which ones, only somebody who has the file could tell.
 */
function standInFor(userName: string, users: Users): Account | undefined {
  const accounts = [...users.values()];
  const secret = accounts[0]?.mark ?? '';
  const digest = createHmac('sha256', secret).update(userName).digest();
  return accounts[digest.readUInt32BE() % accounts.length];
}
