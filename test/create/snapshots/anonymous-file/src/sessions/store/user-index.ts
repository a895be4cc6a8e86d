import { hash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorCode, ignoreMissing, wasFound } from './file-errors.ts';
import { readOwnFile } from './session-file.ts';
import { NOT_EMPTY, SESSION_FOLDER } from './session-folder.ts';
import type { SignIn } from './session-store.ts';
import { makeFolder } from './store-folder.ts';

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
  readonly #directory: string;
  readonly #users: string;

  /** @param directory the folder that holds all sessions */
  constructor(directory: string) {
    this.#directory = directory;
    this.#users = join(directory, 'users');
  }

  /** Call this before the session is stored. */
  add(userName: string, key: string, signIn: SignIn = { began: Date.now(), browser: '' }): void {
    const folder = this.#folder(userName);
    const write = () => writeFileSync(join(folder, key), JSON.stringify(signIn), { mode: 0o600 });
    // Another process may remove the folder while it is empty.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (wasFound(write)) return;
      makeFolder(folder);
    }
    throw new Error(`There is something else where a folder should be, at ${folder}`);
  }

  /** Lists the keys of a user's sessions. Some of them may have ended. */
  list(userName: string): string[] {
    const folder = this.#folder(userName);
    const keys = ignoreMissing(() => readdirSync(folder)) ?? [];
    return keys.filter((key) => SESSION_FOLDER.test(key));
  }

  /** Reads how a session became this user's. If the file cannot be read, that is not known. */
  read(userName: string, key: string): SignIn {
    const text = readOwnFile(join(this.#folder(userName), key))?.text ?? '';
    try {
      const { began, browser } = JSON.parse(text);
      return { began: Number(began), browser: String(browser) };
    } catch {
      return { began: 0, browser: '' };
    }
  }

  /** Call this after the session is gone. */
  remove(userName: string, key: string): void {
    const folder = this.#folder(userName);
    ignoreMissing(() => unlinkSync(join(folder, key)));
    removeIfEmpty(folder);
    removeIfEmpty(this.#users);
  }

  /** Removes what is left of sessions that have expired, or that a process was about to store when it was killed. */
  async sweep(): Promise<void> {
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

  #isLeftOver(folder: string, key: string): boolean {
    const stats = ignoreMissing(() => lstatSync(join(folder, key)));
    const isOld = stats !== undefined && stats.mtimeMs + MIN_AGE_MS < Date.now();
    return isOld && !existsSync(join(this.#directory, key));
  }

  /** Hashed, so that no name can lead outside the folder. */
  #folder(userName: string): string {
    return join(this.#users, hash('sha256', userName));
  }
}

function removeIfEmpty(folder: string): void {
  try {
    ignoreMissing(() => rmdirSync(folder));
  } catch (error) {
    if (!NOT_EMPTY.has(errorCode(error))) throw error;
  }
}
