import { existsSync, lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sessionKey } from '../session-id.ts';
import { ignoreMissing } from './file-errors.ts';
import { extendSession, isOwnFile, readSession, sessionFile } from './session-file.ts';
import { checkCanCreate, createFolder, removeFolder, SESSION_FOLDER } from './session-folder.ts';
import {
  NoRoomError,
  type SessionStore,
  type SignIn,
  type StoredSession,
  type UserSession,
} from './session-store.ts';
import { updateSession } from './session-update.ts';
import { isNearlyFull, openStoreFolder } from './store-folder.ts';
import { UserIndex } from './user-index.ts';

const SWEEP_INTERVAL_MS = 60_000;
const INDEX_SWEEP_INTERVAL_MS = 3_600_000;
/** Other work runs after this many sessions, so that visitors do not wait for a sweep or a long list. */
const BATCH = 100;

/** Keeps each session in a folder of its own. Sessions survive a restart, and processes of one machine share them. */
export class FileStore implements SessionStore {
  readonly description: string;
  readonly #directory: string;
  readonly #users: UserIndex;
  readonly #sweepers: NodeJS.Timeout[];

  /**
   * @param directory the folder that holds the sessions
   * @throws SettingError if the folder cannot be used
   */
  constructor(directory: string) {
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

  async find(id: string): Promise<StoredSession | undefined> {
    return readSession(this.#folder(id));
  }

  async create(id: string, session: StoredSession, signIn?: SignIn): Promise<void> {
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

  async update(id: string, change: (session: StoredSession) => StoredSession): Promise<boolean> {
    return updateSession(this.#folder(id), (session) => {
      const userBefore = session.user_name;
      const changed = change(session);
      const { user_name } = changed;
      if (user_name && user_name !== userBefore) this.#users.add(user_name, sessionKey(id));
      return changed;
    });
  }

  async extend(id: string, expires: Date): Promise<void> {
    extendSession(this.#folder(id), expires);
  }

  async delete(id: string): Promise<boolean> {
    return this.#delete(sessionKey(id));
  }

  async sessionsOf(userName: string): Promise<UserSession[]> {
    const sessions: UserSession[] = [];
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

  async check(): Promise<void> {
    checkCanCreate(this.#folder('health check'));
  }

  stopSweeping(): void {
    for (const sweeper of this.#sweepers) clearInterval(sweeper);
  }

  async #delete(key: string): Promise<boolean> {
    const folder = join(this.#directory, key);
    const userName = readSession(folder)?.user_name;
    const removed = await removeFolder(folder);
    if (userName) this.#users.remove(userName, key);
    return removed;
  }

  /** Hashed, so that listing the folder reveals no session id, and no id can lead outside the folder. */
  #folder(id: string): string {
    return join(this.#directory, sessionKey(id));
  }

  async #sweep(): Promise<void> {
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
