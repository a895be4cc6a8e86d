import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { COST } from '../../templates/base/src/accounts/passwords/passwords.ts';
import { createAccount, UsersFile } from '../../templates/base/src/accounts/users/users.ts';
import { CHEAP } from './accounts.ts';
import { CLEAN_ENV } from './cli.ts';
import { scratchFolder } from './scratch.ts';
import { commandOf, type InstalledSite, type RunningSite } from './site.ts';
import { storeContentsOf } from './store-contents.ts';
import { type Answer, Visitor } from './visitor.ts';

/** One that `user:add` takes. */
export const PASSWORD = 'correct horse';

/** A place for the users that no other test uses. */
export function scratchUsers(): string {
  return join(scratchFolder(), 'users.json');
}

/**
 * Has hashes cost next to nothing in a file of tests to which it does not matter. A usual one takes a fifth of a second
 * of a processor, and what a site does with it is the same.
 */
export function useCheapHashes(): void {
  const usual = { ...COST };
  beforeAll(() => void Object.assign(COST, CHEAP));
  afterAll(() => void Object.assign(COST, usual));
}

/** Sets the same cost in a site, where its owner would. */
export function makeHashesCheap(site: Pick<InstalledSite, 'directory'>): void {
  const { ln, p } = CHEAP;
  const places = ['src', 'dist']
    .flatMap((code) => [
      `${code}/accounts/passwords/passwords.js`,
      `${code}/accounts/passwords/passwords.ts`,
    ])
    .map((path) => join(site.directory, path))
    .filter(existsSync);
  for (const place of places) {
    const code = readFileSync(place, 'utf8');
    const cheap = code.replace(
      /(?<=COST\b.* = )\{ ln: 14, r: 8, p: 5 \}/,
      `{ ln: ${ln}, r: 8, p: ${p} }`,
    );
    if (cheap === code) throw new Error(`What a hash costs was not found in ${place}`);
    writeFileSync(place, cheap);
  }
}

/** Runs what one of a site's scripts runs, off a terminal. As npm does, it keeps a `--` for itself. */
export async function manage(
  site: Pick<InstalledSite, 'directory'>,
  usersFile: string,
  words: string[],
  input = '',
) {
  const [script = '', ...args] = words;
  const [program, ...ownArgs] = commandOf(site.directory, script);
  const { exitCode, stdout, stderr } = await execa(
    program,
    [...ownArgs, ...args.filter((word) => word !== '--')],
    {
      cwd: site.directory,
      env: { ...CLEAN_ENV, USERS_FILE: usersFile },
      extendEnv: false,
      input,
      reject: false,
    },
  );
  return { exitCode, stdout, stderr };
}

/** Does what `user:add` does for each name, in less time. */
export async function addUsers(usersFile: string, ...names: string[]): Promise<void> {
  const accounts = await Promise.all(names.map(() => createAccount(PASSWORD)));
  new UsersFile(usersFile).change((users) => {
    for (const [n, account] of accounts.entries()) users.set(names[n] ?? '', account);
  });
}

/** Starts a site with these users, until the running test ends. */
export async function startWithUsers(
  site: InstalledSite,
  usersFile: string,
  env: Record<string, string> = {},
): Promise<RunningSite> {
  const running = await site.start('start', { USERS_FILE: usersFile, ...env });
  onTestFinished(async () => {
    await running.stop();
    await storeContentsOf(site).clear();
  });
  return running;
}

/** Signs in with a new browser. */
export async function signIn(
  url: string,
  username: string,
  password = '',
  headers: Record<string, string> = {},
): Promise<{ visitor: Visitor; answer: Answer }> {
  const visitor = new Visitor(url);
  return { visitor, answer: await visitor.ask('POST', '/login', { username, password }, headers) };
}
