import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { hashPassword, isPasswordHash } from './passwords.js';
import { codeOf, NotAFileError, readRegularFile } from './regular-file.js';
import { BusyError, replaceFile } from './replace-file.js';

/**
 * Somebody who may sign in.
 *
 * @typedef {object} Account
 * @property {string} hash
 * @property {string} mark
 *   Made with the password, at random. Sessions keep it, and end with it; the hash may be made anew meanwhile.
 */

/**
 * The accounts of the site, by name.
 *
 * @typedef {ReadonlyMap<string, Account>} Users
 */

/** Says what is wrong with the users, or with what was asked of them. It never holds a hash. */
export class UsersError extends Error {}

/**
 * An account with a new password.
 *
 * @param {string} password
 * @returns {Promise<Account>}
 */
export async function accountWith(password) {
  return { hash: await hashPassword(password), mark: randomBytes(16).toString('base64url') };
}

/** The file that holds the users. Without the file, there are none. */
export class UsersFile {
  path;
  /** @type {Users} */
  #users = new Map();
  /**
   * Which version of the file `#users` was read from; undefined where there was no file.
   *
   * @type {string | undefined}
   */
  #version;

  /** @param {string} path */
  constructor(path) {
    this.path = path;
  }

  /**
   * The users as they are now. The file is read only where it has changed, so asking at each request is cheap.
   *
   * @returns {Users}
   * @throws {UsersError} where the file cannot be read: what nobody can read must not count as "no users"
   */
  read() {
    try {
      const version = this.#versionNow();
      if (version === undefined) this.#forget();
      else if (version !== this.#version) this.#load();
      return this.#users;
    } catch (error) {
      // What JSON.parse says quotes the file, and with it a hash.
      const reason =
        error instanceof NotAFileError
          ? 'it is not a file'
          : (codeOf(error) ?? 'it does not hold what user:add writes');
      throw new UsersError(`The users in ${this.path} cannot be read: ${reason}.`);
    }
  }

  /**
   * Changes the users as they are now. The new file takes the old one's place in one step, whole.
   *
   * @param {(users: Map<string, Account>) => void} edit
   * @throws {UsersError} where that fails; the old file is then as it was
   */
  change(edit) {
    const users = new Map(this.read());
    const version = this.#version;
    edit(users);
    const text = `${JSON.stringify(Object.fromEntries(users), null, 2)}\n`;
    try {
      replaceFile(this.path, text, () => this.#versionNow() === version);
    } catch (cause) {
      const reason = reasonOf(cause);
      if (reason === undefined) throw cause;
      throw new UsersError(`The users in ${this.path} cannot be changed: ${reason}.`, { cause });
    }
  }

  #load() {
    const { text, stats } = readRegularFile(this.path);
    this.#users = parseUsers(text);
    this.#version = versionOf(stats);
  }

  #forget() {
    // What they are signed in with counts again if the file comes back.
    if (this.#version !== undefined) {
      console.error(
        `The users in ${this.path} are gone, and with them every account. Put the file back, or make a new one: npm run user:add NAME`,
      );
    }
    this.#users = new Map();
    this.#version = undefined;
  }

  #versionNow() {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    return stats && versionOf(stats);
  }
}

function versionOf({ ino, size, mtimeMs, ctimeMs }) {
  return [ino, size, mtimeMs, ctimeMs].join(' ');
}

function parseUsers(text) {
  const data = JSON.parse(text);
  // A list or a number has no entries either, and must not pass for "no users".
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new TypeError();
  return new Map(
    Object.entries(data).map(([name, account]) => {
      if (!isAccount(account)) throw new TypeError();
      return [name, account];
    }),
  );
}

function isAccount(value) {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'hash' in value &&
    isPasswordHash(value.hash) &&
    'mark' in value &&
    typeof value.mark === 'string' &&
    value.mark !== ''
  );
}

/**
 * Why the file could not be replaced.
 *
 * @param {unknown} error
 * @returns {string | undefined}
 */
function reasonOf(error) {
  if (error instanceof BusyError) return 'another change is under way. Please try again';
  const code = codeOf(error);
  if (code === 'EBUSY' || code === 'EXDEV') {
    return `${code}. The file is mounted by itself, so no other can take its place. Mount the folder that it is in, and set USERS_FILE`;
  }
  if (code === 'EPERM') return 'EPERM. It belongs to somebody else, and has to stay theirs';
  return code;
}
