import { hash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorCode, ignoreMissing, wasFound } from './file-errors.js';
import { readOwnFile } from './session-file.js';
import { NOT_EMPTY, SESSION_FOLDER } from './session-folder.js';
import { makeFolder } from './store-folder.js';

/** @import { SignIn } from './session-store.js' */

/*
 * Each user has a folder in `users`, and in it a small file for each session. The file is written before the session is
 * stored, and removed after the session is gone. So it may be there without a session, but never the other way round.
 */

/** Longer than any process takes to store a session after it has written its file here. */
const MIN_AGE_MS = 3_600_000;

/** Other processes do not remove a folder this often in a row. */
const MAX_TRIES = 100;

/** Knows which sessions each user has. */
export class UserIndex {
  #directory;
  #users;

  /** @param {string} directory the folder that holds all sessions */
  constructor(directory) {
    this.#directory = directory;
    this.#users = join(directory, 'users');
  }

  /**
   * Call this before the session is stored.
   *
   * @param {string} userName
   * @param {string} key
   * @param {SignIn} [signIn]
   */
  add(userName, key, signIn = { began: Date.now(), browser: '' }) {
    const folder = this.#folder(userName);
    const write = () => writeFileSync(join(folder, key), JSON.stringify(signIn), { mode: 0o600 });
    // Another process may remove the folder while it is empty.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (wasFound(write)) return;
      makeFolder(folder);
    }
    throw new Error(`There is something else where a folder should be, at ${folder}`);
  }

  /**
   * Lists the keys of a user's sessions. Some of them may have ended.
   *
   * @param {string} userName
   * @returns {string[]}
   */
  list(userName) {
    const folder = this.#folder(userName);
    const keys = ignoreMissing(() => readdirSync(folder)) ?? [];
    return keys.filter((key) => SESSION_FOLDER.test(key));
  }

  /**
   * Reads how a session became this user's. If the file cannot be read, that is not known.
   *
   * @param {string} userName
   * @param {string} key
   * @returns {SignIn}
   */
  read(userName, key) {
    const text = readOwnFile(join(this.#folder(userName), key))?.text ?? '';
    try {
      const { began, browser } = JSON.parse(text);
      return { began: Number(began), browser: String(browser) };
    } catch {
      return { began: 0, browser: '' };
    }
  }

  /**
   * Call this after the session is gone.
   *
   * @param {string} userName
   * @param {string} key
   */
  remove(userName, key) {
    const folder = this.#folder(userName);
    ignoreMissing(() => unlinkSync(join(folder, key)));
    removeIfEmpty(folder);
    removeIfEmpty(this.#users);
  }

  /**
   * Removes what is left of sessions that have expired, or that a process was about to store when it was killed.
   *
   * @returns {Promise<void>}
   */
  async sweep() {
    if (!existsSync(this.#users)) return;
    for await (const { name } of await opendir(this.#users)) {
      const folder = join(this.#users, name);
      for (const key of ignoreMissing(() => readdirSync(folder)) ?? []) {
        if (this.#isLeftOver(folder, key)) ignoreMissing(() => unlinkSync(join(folder, key)));
      }
      removeIfEmpty(folder);
      await nextTurn();
    }
  }

  #isLeftOver(folder, key) {
    const stats = ignoreMissing(() => lstatSync(join(folder, key)));
    const isOld = stats !== undefined && stats.mtimeMs + MIN_AGE_MS < Date.now();
    return isOld && !existsSync(join(this.#directory, key));
  }

  /**
   * Hashed, so that no name can lead outside the folder.
   *
   * @param {string} userName
   * @returns {string}
   */
  #folder(userName) {
    return join(this.#users, hash('sha256', userName));
  }
}

function removeIfEmpty(folder) {
  try {
    ignoreMissing(() => rmdirSync(folder));
  } catch (error) {
    if (!NOT_EMPTY.has(errorCode(error))) throw error;
  }
}
