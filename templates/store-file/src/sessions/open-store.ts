import { hash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  rmSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { SettingError } from '../settings.ts';
import { SITE_FOLDER } from '../site.ts';
import {
  isExpired,
  readRecord,
  SESSION_FILES,
  unlessMissing,
  withLock,
  writeRecord,
} from './session-file.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

const SWEEP_INTERVAL_MS = 60_000;
/** So many files at a time, lest a sweep keep visitors waiting. */
const SWEEP_SLICE = 100;

/**
 * Keeps each session in a file of its own, in the folder SESSION_DIR: sessions outlive a restart, and
 * several processes of one machine share them.
 */
export async function openSessionStore(env: NodeJS.ProcessEnv): Promise<SessionStore> {
  // Relative to the site, wherever it is started from.
  const directory = resolve(SITE_FOLDER, env.SESSION_DIR || '.sessions');
  try {
    mkdirSync(directory, { recursive: true });
    // Other users of the machine neither read sessions nor make some up.
    chmodSync(directory, 0o700);
    accessSync(directory, constants.R_OK | constants.W_OK);
  } catch {
    throw new SettingError(
      'SESSION_DIR',
      `a folder that belongs to this site's user, not "${directory}"`,
    );
  }
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
    return readRecord(this.#path(id));
  }

  async create(id: string, record: StoredSession): Promise<void> {
    writeRecord(this.#path(id), record);
  }

  async update(id: string, change: (record: StoredSession) => StoredSession): Promise<boolean> {
    const path = this.#path(id);
    return withLock(path, () => {
      const record = readRecord(path);
      if (record) writeRecord(path, change(record));
      return record !== undefined;
    });
  }

  async extend(id: string, expires: Date): Promise<void> {
    const path = this.#path(id);
    unlessMissing(() => {
      if (!isExpired(lstatSync(path))) utimesSync(path, expires, expires);
    });
  }

  async delete(id: string): Promise<boolean> {
    const path = this.#path(id);
    // With the lock, an update that is under way cannot put the file back afterwards.
    return withLock(path, () => removeFile(path));
  }

  async check(): Promise<void> {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    accessSync(this.#directory, constants.R_OK | constants.W_OK);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
  }

  /** Who can list the folder learns no session's id, and no id can lead out of the folder. */
  #path(id: string): string {
    return join(this.#directory, hash('sha256', id));
  }

  async #sweep(): Promise<void> {
    let seen = 0;
    for await (const { name } of await opendir(this.#directory)) {
      if (SESSION_FILES.test(name)) removeIfExpired(join(this.#directory, name));
      seen += 1;
      if (seen % SWEEP_SLICE === 0) await turn();
    }
  }
}

function removeFile(path: string): boolean {
  const removed = unlessMissing(() => {
    unlinkSync(path);
    return true;
  });
  return removed ?? false;
}

function removeIfExpired(path: string): void {
  // A minute later than due, so that no file goes that is being written, or locked, just now.
  const expired = unlessMissing(() => lstatSync(path).mtimeMs + SWEEP_INTERVAL_MS < Date.now());
  if (expired) rmSync(path, { force: true });
}

function reportSweep(error: unknown): void {
  console.error('Expired sessions could not be removed:', error);
}
