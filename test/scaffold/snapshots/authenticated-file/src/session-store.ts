import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, opendir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import {
  expiryOf,
  parseRecord,
  type SessionRecord,
  type SessionRecords,
} from './session-records.ts';
import { SettingError } from './settings.ts';

const SWEEP_INTERVAL_MS = 60_000;
/** So many files at a time, lest a sweep keep visitors waiting. */
const SWEEP_SLICE = 100;
/** A lock is held for less than a millisecond: one this old was left by a process that was killed. */
const STALE_LOCK_MS = 2_000;
const LOCK_RETRY_MS = 2;
/** A session's file, and what may lie beside it while, or because, a process dies. */
const OUR_FILES = /^[0-9a-f]{64}(\.[0-9a-f]+\.new|\.lock|\.unreadable)?$/;

/**
 * Keeps each session in a file of its own, in the folder SESSION_DIR: sessions outlive a restart, and
 * several processes of one machine share them.
 */
export async function openSessionStore(env: NodeJS.ProcessEnv): Promise<SessionRecords> {
  const directory = resolve(env.SESSION_DIR || '.sessions');
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch {
    throw new SettingError(
      'SESSION_DIR',
      `a folder that this site can write to, not "${directory}"`,
    );
  }
  return new FileRecords(directory);
}

/*
 * Files are read and written without waiting in between. That takes microseconds for a small file, where
 * asking the thread pool takes ten times as long, and it means that within one process nothing interleaves.
 * The time at which a session expires is its file's modification time: prolonging it does not rewrite the
 * file, and a sweep does not read it.
 */
class FileRecords implements SessionRecords {
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

  async find(id: string): Promise<SessionRecord | undefined> {
    return readRecord(this.#path(id));
  }

  async create(id: string, record: SessionRecord): Promise<void> {
    writeRecord(this.#path(id), record);
  }

  async update(id: string, change: (record: SessionRecord) => SessionRecord): Promise<boolean> {
    const path = this.#path(id);
    return withLock(path, () => {
      const record = readRecord(path);
      if (record) writeRecord(path, change(record));
      return record !== undefined;
    });
  }

  async extend(id: string, expires: Date): Promise<void> {
    unlessMissing(() => utimesSync(this.#path(id), expires, expires));
  }

  async delete(id: string): Promise<void> {
    const path = this.#path(id);
    // With the lock, an update that is under way cannot put the file back afterwards.
    await withLock(path, () => rmSync(path, { force: true }));
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
  }

  /** Who can list the folder learns no session's id, and no id can lead out of the folder. */
  #path(id: string): string {
    return join(this.#directory, createHash('sha256').update(id).digest('hex'));
  }

  async #sweep(): Promise<void> {
    let seen = 0;
    for await (const { name } of await opendir(this.#directory)) {
      if (OUR_FILES.test(name)) removeIfExpired(join(this.#directory, name));
      seen += 1;
      if (seen % SWEEP_SLICE === 0) await turn();
    }
  }
}

function readRecord(path: string): SessionRecord | undefined {
  const file = unlessMissing(() => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW));
  if (file === undefined) return undefined;
  try {
    const expires = fstatSync(file).mtimeMs;
    if (expires <= Date.now()) return undefined;
    const record = parseRecord(readFileSync(file, 'utf8'), expires);
    // Set aside, a file that holds no session can be looked at, and is not read again.
    if (!record) unlessMissing(() => renameSync(path, `${path}.unreadable`));
    return record;
  } finally {
    closeSync(file);
  }
}

/** Writes a file beside the old one and renames it, so that a reader finds the one or the other, whole. */
function writeRecord(path: string, record: SessionRecord): void {
  const expires = new Date(expiryOf(record));
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, JSON.stringify(record));
    futimesSync(file, expires, expires);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Does the work while no other process that shares the folder works on the same session. */
async function withLock<T>(path: string, work: () => T): Promise<T> {
  const lock = `${path}.lock`;
  while (!takeLock(lock)) await pause(LOCK_RETRY_MS);
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const age = unlessMissing(() => Date.now() - lstatSync(lock).mtimeMs) ?? 0;
    if (age > STALE_LOCK_MS) rmSync(lock, { force: true });
    return false;
  }
}

function reportSweep(error: unknown): void {
  console.error('Expired sessions could not be removed:', error);
}

function removeIfExpired(path: string): void {
  const expired = unlessMissing(() => lstatSync(path).mtimeMs + SWEEP_INTERVAL_MS < Date.now());
  if (expired) rmSync(path, { force: true });
}

/** The result, or undefined where there is no file of ours: another process removed it, or there is a link. */
function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
