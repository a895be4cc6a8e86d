import { createHmac } from 'node:crypto';
import { passwordMatches } from './passwords.js';
import { rehashIfNeeded } from './rehash.js';

/** @import { Account, Users, UsersFile } from '../users/users.js' */

/**
 * Whether this is the password of the account with this name.
 *
 * @param {UsersFile} file
 * @param {Users} users
 * @param {string} userName
 * @param {string} password
 * @returns {Promise<boolean>}
 */
export async function checkPassword(file, users, userName, password) {
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
 *
 * @param {string} userName
 * @param {Users} users
 * @returns {Account | undefined}
 */
function dummyAccount(userName, users) {
  const accounts = [...users.values()];
  const secret = accounts[0]?.passwordId ?? '';
  const digest = createHmac('sha256', secret).update(userName).digest();
  return accounts[digest.readUInt32BE() % accounts.length];
}
