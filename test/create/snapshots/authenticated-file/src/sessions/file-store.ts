import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ignoreMissing } from './file-errors.ts';
import { extendSession, isOwnFile, readSession, sessionFile } from './session-file.ts';
import { checkCanCreate, createFolder, removeFolder, SESSION_FOLDER } from './session-folder.ts';
import { NoRoomError, type SessionStore, type StoredSession } from './session-store.ts';
import { updateSession } from './session-update.ts';
import { isNearlyFull, openStoreFolder } from './store-folder.ts';

const SWEEP_INTERVAL_MS = 60_000;
/** A sweep lets other work run after this many sessions, so that visitors do not wait for it. */
const SWEEP_BATCH = 100;

/** Keeps each session in a folder of its own. Sessions survive a restart, and processes on one machine can share them. */
export class FileStore implements SessionStore {
  readonly description: string;
  readonly #directory: string;
  readonly #sweeper: NodeJS.Timeout;

  /**
   * @param directory the folder that holds the sessions
   * @throws SettingError where the folder cannot be used
   */
  constructor(directory: string) {
    openStoreFolder(directory);
    this.#directory = directory;
    this.description = `in files, in ${directory}`;
    this.#sweeper = setInterval(() => this.#sweep().catch(logSweepError), SWEEP_INTERVAL_MS);
    this.#sweeper.unref();
  }

  async find(id: string): Promise<StoredSession | undefined> {
    return readSession(this.#folder(id));
  }

  async create(id: string, session: StoredSession): Promise<void> {
    // The last tenth of the disk is reserved for signing in and for changes to existing sessions.
    if (!session.user_name && isNearlyFull(this.#directory)) {
      throw new NoRoomError(`Less than a tenth of the disk is free, at ${this.#directory}.`);
    }
    createFolder(this.#folder(id), session);
  }

  async update(id: string, change: (session: StoredSession) => StoredSession): Promise<boolean> {
    return updateSession(this.#folder(id), change);
  }

  async extend(id: string, expires: Date): Promise<void> {
    extendSession(this.#folder(id), expires);
  }

  async delete(id: string): Promise<boolean> {
    return removeFolder(this.#folder(id));
  }

  async check(): Promise<void> {
    checkCanCreate(this.#folder('health check'));
  }

  stopSweeping(): void {
    clearInterval(this.#sweeper);
  }

  /** Hashed, so that listing the folder reveals no session id, and no id can lead outside the folder. */
  #folder(id: string): string {
    return join(this.#directory, hash('sha256', id));
  }

  async #sweep(): Promise<void> {
    let count = 0;
    for await (const { name } of await opendir(this.#directory)) {
      if (SESSION_FOLDER.test(name)) await removeIfExpired(join(this.#directory, name));
      count += 1;
      if (count % SWEEP_BATCH === 0) await nextTurn();
    }
  }
}

async function removeIfExpired(folder: string): Promise<void> {
  // A folder without a session file was left by a process that was killed.
  const stats =
    ignoreMissing(() => lstatSync(sessionFile(folder))) ?? ignoreMissing(() => lstatSync(folder));
  // Waiting another minute makes sure that nothing is removed while it is being written.
  const isDue = stats && isOwnFile(stats) && stats.mtimeMs + SWEEP_INTERVAL_MS < Date.now();
  if (isDue) await removeFolder(folder);
}

function logSweepError(error: unknown): void {
  console.error('Expired sessions could not be removed:', error);
}
