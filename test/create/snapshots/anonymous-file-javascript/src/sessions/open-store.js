import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { SITE_FOLDER } from '../site.js';
import { unlessMissing } from './file-errors.js';
import { createFolder, removeFolder, SESSION_FOLDERS, tryToCreate } from './session-folder.js';
import { extendRecord, isOurs, readRecord, recordIn } from './session-record.js';
import { NoRoomError } from './session-store.js';
import { updateRecord } from './session-update.js';
import { isNearlyFull, openStoreFolder } from './store-folder.js';

/** @import { SessionStore } from './session-store.js' */

const SWEEP_INTERVAL_MS = 60_000;
/** So many sessions at a time, lest a sweep keep visitors waiting. */
const SWEEP_SLICE = 100;

/**
 * Keeps each session in a folder of its own, in the folder SESSION_DIR: sessions outlive a restart, and
 * several processes of one machine share them.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<SessionStore>}
 */
export async function openSessionStore(env) {
  // Relative to the site, wherever it is started from.
  const directory = resolve(SITE_FOLDER, env.SESSION_DIR || '.sessions');
  openStoreFolder(directory);
  return new FileStore(directory);
}

/** @implements {SessionStore} */
class FileStore {
  description;
  #directory;
  #sweeper = setInterval(() => this.#sweep().catch(reportSweep), SWEEP_INTERVAL_MS).unref();

  /** @param {string} directory */
  constructor(directory) {
    this.#directory = directory;
    this.description = `in files, in ${directory}`;
  }

  async find(id) {
    return readRecord(this.#folder(id));
  }

  async create(id, record) {
    // Visitors come in any number. Whoever signs in, or changes a session, must still find room then.
    if (!record.user_name && isNearlyFull(this.#directory)) {
      throw new NoRoomError(`Less than a tenth of the disk is free, at ${this.#directory}.`);
    }
    createFolder(this.#folder(id), record);
  }

  async update(id, change) {
    return updateRecord(this.#folder(id), change);
  }

  async extend(id, expires) {
    extendRecord(this.#folder(id), expires);
  }

  async delete(id) {
    return removeFolder(this.#folder(id));
  }

  async check() {
    tryToCreate(this.#folder('a session of nobody'));
  }

  async close() {
    clearInterval(this.#sweeper);
  }

  /**
   * Who can list the folder learns no session's id, and no id can lead out of the folder.
   *
   * @param {string} id
   * @returns {string}
   */
  #folder(id) {
    return join(this.#directory, hash('sha256', id));
  }

  async #sweep() {
    let seen = 0;
    for await (const { name } of await opendir(this.#directory)) {
      if (SESSION_FOLDERS.test(name)) await removeIfExpired(join(this.#directory, name));
      seen += 1;
      if (seen % SWEEP_SLICE === 0) await turn();
    }
  }
}

async function removeIfExpired(folder) {
  // Where there is no record, somebody was killed while a session began, or ended.
  const stats =
    unlessMissing(() => lstatSync(recordIn(folder))) ?? unlessMissing(() => lstatSync(folder));
  // A minute later than due, so that nothing goes that is being written just now.
  const isDue = stats && isOurs(stats) && stats.mtimeMs + SWEEP_INTERVAL_MS < Date.now();
  if (isDue) await removeFolder(folder);
}

function reportSweep(error) {
  console.error('Expired sessions could not be removed:', error);
}
