import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { SITE_FOLDER } from '../site.ts';
import { unlessMissing } from './file-errors.ts';
import { createFolder, removeFolder, SESSION_FOLDERS, tryToCreate } from './session-folder.ts';
import { extendRecord, isOurs, readRecord, recordIn } from './session-record.ts';
import { NoRoomError, type SessionStore, type StoredSession } from './session-store.ts';
import { updateRecord } from './session-update.ts';
import { isNearlyFull, openStoreFolder } from './store-folder.ts';

const SWEEP_INTERVAL_MS = 60_000;
/** So many sessions at a time, lest a sweep keep visitors waiting. */
const SWEEP_SLICE = 100;

/**
 * Keeps each session in a folder of its own, in the folder SESSION_DIR: sessions outlive a restart, and
 * several processes of one machine share them.
 */
export async function openSessionStore(env: NodeJS.ProcessEnv): Promise<SessionStore> {
  // Relative to the site, wherever it is started from.
  const directory = resolve(SITE_FOLDER, env.SESSION_DIR || '.sessions');
  openStoreFolder(directory);
  return new FileStore(directory);
}

class FileStore implements SessionStore {
  readonly description: string;
  readonly #directory: string;
  readonly #sweeper = setInterval(
    () => this.#sweep().catch(reportSweep),
    SWEEP_INTERVAL_MS,
  ).unref();

  constructor(directory: string) {
    this.#directory = directory;
    this.description = `in files, in ${directory}`;
  }

  async find(id: string): Promise<StoredSession | undefined> {
    return readRecord(this.#folder(id));
  }

  async create(id: string, record: StoredSession): Promise<void> {
    // Visitors come in any number. Whoever signs in, or changes a session, must still find room then.
    if (!record.user_name && isNearlyFull(this.#directory)) {
      throw new NoRoomError(`Less than a tenth of the disk is free, at ${this.#directory}.`);
    }
    createFolder(this.#folder(id), record);
  }

  async update(id: string, change: (record: StoredSession) => StoredSession): Promise<boolean> {
    return updateRecord(this.#folder(id), change);
  }

  async extend(id: string, expires: Date): Promise<void> {
    extendRecord(this.#folder(id), expires);
  }

  async delete(id: string): Promise<boolean> {
    return removeFolder(this.#folder(id));
  }

  async check(): Promise<void> {
    tryToCreate(this.#folder('a session of nobody'));
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
  }

  /** Who can list the folder learns no session's id, and no id can lead out of the folder. */
  #folder(id: string): string {
    return join(this.#directory, hash('sha256', id));
  }

  async #sweep(): Promise<void> {
    let seen = 0;
    for await (const { name } of await opendir(this.#directory)) {
      if (SESSION_FOLDERS.test(name)) await removeIfExpired(join(this.#directory, name));
      seen += 1;
      if (seen % SWEEP_SLICE === 0) await turn();
    }
  }
}

async function removeIfExpired(folder: string): Promise<void> {
  // Where there is no record, somebody was killed while a session began, or ended.
  const stats =
    unlessMissing(() => lstatSync(recordIn(folder))) ?? unlessMissing(() => lstatSync(folder));
  // A minute later than due, so that nothing goes that is being written just now.
  const isDue = stats && isOurs(stats) && stats.mtimeMs + SWEEP_INTERVAL_MS < Date.now();
  if (isDue) await removeFolder(folder);
}

function reportSweep(error: unknown): void {
  console.error('Expired sessions could not be removed:', error);
}
