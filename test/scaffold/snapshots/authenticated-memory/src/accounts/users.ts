import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { isPasswordHash } from './passwords.ts';

/** The users of the site: each name, with the hash of its password. */
export type Users = ReadonlyMap<string, string>;

/** Says what is wrong with the users, or with what was asked of them. It never holds a hash. */
export class UsersError extends Error {}

/** The file that holds the users. Without the file, there are none. */
export class UsersFile {
  readonly #path: string;
  #users: Users = new Map();
  /** Which version of the file `#users` was read from; undefined where there was no file. */
  #version: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * The users as they are now. The file is read only where it has changed, so asking at each request is cheap.
   *
   * @throws UsersError where the file cannot be read: what nobody can read must not count as "no users"
   */
  read(): Users {
    try {
      const version = versionOf(this.#path);
      if (version !== this.#version) {
        this.#users = version ? parseUsers(readFileSync(this.#path, 'utf8')) : new Map();
        this.#version = version;
      }
      return this.#users;
    } catch (error) {
      // What JSON.parse says quotes the file, and with it a hash.
      const reason = codeOf(error) ?? 'it does not hold what user:add writes';
      throw new UsersError(`The users in ${this.#path} cannot be read: ${reason}.`);
    }
  }

  /**
   * Changes the users as they are now. The new file takes the old one's place in one step, whole.
   *
   * @throws UsersError where that fails; the old file is then as it was
   */
  change(edit: (users: Map<string, string>) => void): void {
    const draft = `${this.#path}.new`;
    // A draft that is there already belongs to somebody who changes the users at this moment.
    const file = this.#attempt(() => openSync(draft, 'wx', 0o600));
    try {
      const users = new Map(this.read());
      edit(users);
      this.#attempt(() => {
        writeFileSync(file, `${JSON.stringify(Object.fromEntries(users), null, 2)}\n`);
        fsyncSync(file);
        renameSync(draft, this.#path);
      });
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      const reason =
        code === 'EEXIST'
          ? `another change is under way. If that is not so, delete ${this.#path}.new`
          : code;
      throw new UsersError(`The users in ${this.#path} cannot be changed: ${reason}.`);
    }
  }
}

function versionOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ');
}

function parseUsers(text: string): Users {
  const data: unknown = JSON.parse(text);
  // A list or a number has no entries either, and must not pass for "no users".
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new TypeError();
  return new Map(
    Object.entries(data).map(([name, hash]) => {
      if (!isPasswordHash(hash)) throw new TypeError();
      return [name, hash];
    }),
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
