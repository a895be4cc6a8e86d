import { createHmac } from 'node:crypto';
import { passwordMatches } from './passwords.js';
import { renewHash } from './renew-hash.js';

/** @import { Account, Users, UsersFile } from './users.js' */

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
 *
 * @param {string} userName
 * @param {Users} users
 * @returns {Account | undefined}
 */
function standInFor(userName, users) {
  const accounts = [...users.values()];
  const secret = accounts[0]?.mark ?? '';
  const digest = createHmac('sha256', secret).update(userName).digest();
  return accounts[digest.readUInt32BE() % accounts.length];
}
