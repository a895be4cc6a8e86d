import { randomBytes } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { hashPassword, isPasswordHash } from '../passwords/passwords.ts';
import { errorCode, readRegularFile, UnusableFileError } from './regular-file.ts';
import { BusyError, replaceFile } from './replace-file.ts';

/** Lets somebody sign in. */
export interface Account {
  hash: string;
  /** A random id that changes with the password, but not when the same password is hashed again. Sessions hold it. */
  passwordId: string;
}

/** The accounts, by user name. */
export type Users = ReadonlyMap<string, Account>;

/** Says what is wrong with the users file, or with a change to it. The message never contains a hash. */
export class UsersError extends Error {}

/** Creates an account, or a new version of one, with this password. */
export async function createAccount(password: string): Promise<Account> {
  return {
    hash: await hashPassword(password),
    passwordId: randomBytes(16).toString('base64url'),
  };
}

/** The file with the accounts. If it does not exist, there are no accounts. */
export class UsersFile {
  readonly path: string;
  readonly #onChange: ((before: Users, after: Users) => void) | undefined;
  #users: Users = new Map();
  /** Identifies the version of the file that `#users` comes from. Undefined if there was no file. */
  #version: string | undefined;

  /** The accounts that `onChange` knows of. */
  #known: Users | undefined;

  /** @param onChange called when somebody else has changed the file: a script, or another process of the site */
  constructor(path: string, onChange?: (before: Users, after: Users) => void) {
    this.path = path;
    this.#onChange = onChange;
  }

  /**
   * The current accounts. The file is only read again after it has changed, so this is cheap enough for every request.
   *
   * @throws UsersError if the file cannot be read: that must not look as if there were no accounts
   */
  read(): Users {
    try {
      const version = this.#currentVersion();
      if (version === undefined) this.#forget();
      else if (version !== this.#version) this.#load();
      return this.#users;
    } catch (error) {
      // The message of JSON.parse is left out, because it quotes the file, which holds hashes.
      const reason =
        error instanceof UnusableFileError
          ? error.message
          : (errorCode(error) ?? 'it does not hold what user:add writes');
      throw new UsersError(`The users in ${this.path} cannot be read: ${reason}.`);
    }
  }

  /**
   * Changes the current accounts. The file is replaced in one step.
   *
   * @throws UsersError if that fails; the file is then unchanged
   */
  change(edit: (users: Map<string, Account>) => void): void {
    const users = new Map(this.read());
    const version = this.#version;
    edit(users);
    const text = `${JSON.stringify(Object.fromEntries(users), null, 2)}\n`;
    try {
      replaceFile(this.path, text, () => this.#currentVersion() === version);
      this.#known = users;
    } catch (cause) {
      const reason = reasonFor(cause);
      if (reason === undefined) throw cause;
      throw new UsersError(`The users in ${this.path} cannot be changed: ${reason}.`, { cause });
    }
  }

  #load(): void {
    const { text, stats } = readRegularFile(this.path);
    this.#users = parseUsers(text);
    this.#version = versionOf(stats);
    if (this.#known) this.#onChange?.(this.#known, this.#users);
    this.#known = this.#users;
  }

  #forget(): void {
    if (this.#version !== undefined) {
      console.error(
        `The file ${this.path} is gone, and with it every account. Put it back, or add users again: npm run user:add NAME`,
      );
    }
    this.#users = new Map();
    this.#version = undefined;
    // Accounts whose file is gone were not removed one by one, so none of them is reported.
    this.#known ??= this.#users;
  }

  #currentVersion(): string | undefined {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    return stats && versionOf(stats);
  }
}

function versionOf({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [ino, size, mtimeMs, ctimeMs].join(' ');
}

function parseUsers(text: string): Users {
  const data: unknown = JSON.parse(text);
  // An empty array has no entries either, but must not count as "no accounts".
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new TypeError();
  return new Map(
    Object.entries(data).map(([name, account]: [string, unknown]) => {
      if (isAccount(account)) return [name, account];
      const entry = JSON.stringify(name);
      throw new UnusableFileError(`the entry ${entry} is not what user:add writes`);
    }),
  );
}

function isAccount(value: unknown): value is Account {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'hash' in value &&
    isPasswordHash(value.hash) &&
    'passwordId' in value &&
    typeof value.passwordId === 'string' &&
    value.passwordId !== ''
  );
}

/** Why the file could not be replaced. Undefined for an error that is a bug of ours. */
function reasonFor(error: unknown): string | undefined {
  if (error instanceof BusyError) return 'another change is under way. Please try again';
  const code = errorCode(error);
  if (code === 'EBUSY' || code === 'EXDEV') {
    return `${code}. The file is mounted by itself, so it cannot be replaced. Mount its folder instead, and set USERS_FILE`;
  }
  if (code === 'EPERM') return 'EPERM. It belongs to another user, and must keep its owner';
  return code;
}
