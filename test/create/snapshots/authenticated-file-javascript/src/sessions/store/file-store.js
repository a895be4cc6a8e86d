import { existsSync, lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sessionKey } from '../session-id.js';
import { ignoreMissing } from './file-errors.js';
import { extendSession, isOwnFile, readSession, sessionFile } from './session-file.js';
import { checkCanCreate, createFolder, removeFolder, SESSION_FOLDER } from './session-folder.js';
import { NoRoomError } from './session-store.js';
import { updateSession } from './session-update.js';
import { isNearlyFull, openStoreFolder } from './store-folder.js';
import { UserIndex } from './user-index.js';

/** @import { SessionStore } from './session-store.js' */

const SWEEP_INTERVAL_MS = 60_000;
const INDEX_SWEEP_INTERVAL_MS = 3_600_000;
/** Other work runs after this many sessions, so that visitors do not wait for a sweep or a long list. */
const BATCH = 100;

/**
 * Keeps each session in a folder of its own. Sessions survive a restart, and processes of one machine share them.
 *
 * @implements {SessionStore}
 */
export class FileStore {
  description;
  #directory;
  #users;
  #sweepers;

  /**
   * @param {string} directory the folder that holds the sessions
   * @throws {SettingError} if the folder cannot be used
   */
  constructor(directory) {
    openStoreFolder(directory);
    this.#directory = directory;
    this.#users = new UserIndex(directory);
    this.description = `in files, in ${directory}`;
    this.#sweepers = [
      setInterval(() => this.#sweep().catch(logSweepError), SWEEP_INTERVAL_MS),
      setInterval(() => this.#users.sweep().catch(logSweepError), INDEX_SWEEP_INTERVAL_MS),
    ];
    for (const sweeper of this.#sweepers) sweeper.unref();
  }

  async find(id) {
    return readSession(this.#folder(id));
  }

  async create(id, session, signIn) {
    // The last tenth of the disk is reserved for signing in and for changes to existing sessions.
    if (!session.user_name && isNearlyFull(this.#directory)) {
      throw new NoRoomError(`Less than a tenth of the disk is free, at ${this.#directory}.`);
    }
    const { user_name } = session;
    try {
      if (user_name) this.#users.add(user_name, sessionKey(id), signIn);
      createFolder(this.#folder(id), session);
    } catch (error) {
      if (user_name) this.#users.remove(user_name, sessionKey(id));
      throw error;
    }
  }

  async update(id, change) {
    return updateSession(this.#folder(id), (session) => {
      const userBefore = session.user_name;
      const changed = change(session);
      const { user_name } = changed;
      if (user_name && user_name !== userBefore) this.#users.add(user_name, sessionKey(id));
      return changed;
    });
  }

  async extend(id, expires) {
    extendSession(this.#folder(id), expires);
  }

  async delete(id) {
    return this.#delete(sessionKey(id));
  }

  async sessionsOf(userName) {
    const sessions = [];
    for (const [n, key] of this.#users.list(userName).entries()) {
      const session = readSession(join(this.#directory, key));
      if (session?.user_name === userName) {
        const signIn = this.#users.read(userName, key);
        sessions.push({ key, session, ...signIn, delete: () => this.#delete(key) });
      }
      if (n % BATCH === BATCH - 1) await nextTurn();
    }
    return sessions;
  }

  async check() {
    checkCanCreate(this.#folder('health check'));
  }

  stopSweeping() {
    for (const sweeper of this.#sweepers) clearInterval(sweeper);
  }

  async #delete(key) {
    const folder = join(this.#directory, key);
    const userName = readSession(folder)?.user_name;
    const removed = await removeFolder(folder);
    if (userName) this.#users.remove(userName, key);
    return removed;
  }

  /**
   * Hashed, so that listing the folder reveals no session id, and no id can lead outside the folder.
   *
   * @param {string} id
   * @returns {string}
   */
  #folder(id) {
    return join(this.#directory, sessionKey(id));
  }

  async #sweep() {
    // Somebody has removed the folder, and all sessions with it. The next sign-in creates it again.
    if (!existsSync(this.#directory)) return;
    let count = 0;
    for await (const { name } of await opendir(this.#directory)) {
      if (SESSION_FOLDER.test(name)) await removeIfExpired(join(this.#directory, name));
      count += 1;
      if (count % BATCH === 0) await nextTurn();
    }
  }
}

async function removeIfExpired(folder) {
  // A folder without a session file was left by a process that was killed.
  const stats =
    ignoreMissing(() => lstatSync(sessionFile(folder))) ?? ignoreMissing(() => lstatSync(folder));
  // Waiting another minute makes sure that nothing is removed while it is being written.
  const isDue = stats && isOwnFile(stats) && stats.mtimeMs + SWEEP_INTERVAL_MS < Date.now();
  if (isDue) await removeFolder(folder);
}

function logSweepError(error) {
  console.error('Expired sessions could not be removed:', error);
}
