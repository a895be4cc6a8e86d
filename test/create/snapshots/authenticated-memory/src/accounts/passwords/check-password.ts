import { createHmac } from 'node:crypto';
import type { Account, Users, UsersFile } from '../users/users.ts';
import { passwordMatches } from './passwords.ts';
import { rehashIfNeeded } from './rehash.ts';

/** Whether this is the password of the account with this name. */
export async function checkPassword(
  file: UsersFile,
  users: Users,
  userName: string,
  password: string,
): Promise<boolean> {
  const account = users.get(userName);
  // An unknown name takes as long as a known one. Otherwise, the time would tell which accounts exist.
  const { hash } = account ?? dummyAccount(userName, users) ?? {};
  const matches = hash !== undefined && (await passwordMatches(password, hash));
  if (!account || !matches) return false;
  await rehashIfNeeded(file, userName, account, password);
  return true;
}

/**
 * The account whose hash is compared for an unknown name. After the cost was raised, some hashes take longer than
 * others, so a name must get the same account every time. The choice is secret: only the file tells which one it is.
 */
function dummyAccount(userName: string, users: Users): Account | undefined {
  const accounts = [...users.values()];
  const secret = accounts[0]?.passwordId ?? '';
  const digest = createHmac('sha256', secret).update(userName).digest();
  return accounts[digest.readUInt32BE() % accounts.length];
}
