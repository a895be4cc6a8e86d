import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../site.ts';

/** The accounts of a site of ours, in a file that a run has made. */
export class UsersFile {
  readonly #path: string;
  readonly #before: string;

  private constructor(path: string) {
    this.#path = path;
    this.#before = readFileSync(path, 'utf8');
  }

  /** The users file of a site; undefined if no run has made one. */
  static of({ entry }: Site): UsersFile | undefined {
    const path = usersFileOf(entry);
    return path === undefined ? undefined : new UsersFile(path);
  }

  /** Removes all accounts. */
  empty(): void {
    writeFileSync(this.#path, '{}\n');
  }

  putBack(): void {
    writeFileSync(this.#path, this.#before);
  }
}

/** The site with a copy of its accounts in a folder, if a run has made accounts for it. */
export function withUsersFileIn(folder: string, site: Site): Site {
  const path = usersFileOf(site.entry);
  if (path === undefined || 'url' in site.entry || site.hasOwnAccount !== true) return site;
  const copy = join(folder, 'users.json');
  copyFileSync(path, copy);
  return { ...site, entry: { ...site.entry, env: { ...site.entry.env, USERS_FILE: copy } } };
}

/** Where a run has written the accounts of a site; undefined if it has not. */
export function usersFileOf(entry: Site['entry']): string | undefined {
  return 'url' in entry ? undefined : entry.env.USERS_FILE;
}
