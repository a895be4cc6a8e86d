import { onTestFinished } from 'vitest';
import { COST } from '../../templates/base/src/accounts/passwords/passwords.ts';
import { accountsFile, CHEAP } from './accounts.ts';
import { startApp } from './app.ts';
import type { OpenedStore } from './records.ts';
import { type Answer, Visitor } from './visitor.ts';

/** The accounts of a site whose limits are tried. */
export const PASSWORDS = { alice: 'correct horse', bob: 'battery staple' };

/** Behind a proxy, so that a test can come from more than one address. */
const SETTINGS = { TRUST_PROXY: '1', SIGN_IN_FAILURES: '3' };

/** Who tries to sign in: as alice, with a wrong password, from one address and a new browser, if nothing else is said. */
interface Try {
  name?: keyof typeof PASSWORDS | (string & {});
  password?: string;
  from?: string;
  browser?: Visitor;
}

export interface Tried {
  url: string;
  usersFile: string;
  signIn(tried?: Try): Promise<Answer>;
  /** With the right password. */
  signInRight(tried?: Try): Promise<Answer>;
}

/** Starts a site with accounts, for others to try their passwords. */
export async function startTried(
  env: Record<string, string> = {},
  records?: OpenedStore,
): Promise<Tried> {
  const usual = { ...COST };
  // Otherwise a right password would have its cheap hash made anew.
  Object.assign(COST, CHEAP);
  onTestFinished(() => void Object.assign(COST, usual));
  const usersFile = env.USERS_FILE ?? accountsFile(PASSWORDS);
  const url = await startApp({ ...SETTINGS, ...env, USERS_FILE: usersFile }, records);
  const signIn: Tried['signIn'] = ({ name = 'alice', password = 'a guess', from, browser } = {}) =>
    (browser ?? new Visitor(url)).ask(
      'POST',
      '/login',
      { username: name, password },
      { 'X-Forwarded-For': from ?? '192.0.2.1' },
    );
  return {
    url,
    usersFile,
    signIn,
    signInRight: (tried = {}) =>
      signIn({ ...tried, password: PASSWORDS[tried.name === 'bob' ? 'bob' : 'alice'] }),
  };
}

/** The addresses of as many hosts. */
export function hosts(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `192.0.2.${n + 101}`);
}

/** So many of the same. */
export function times<T>(count: number, value: T): T[] {
  return Array<T>(count).fill(value);
}

/** Does things one after the other, and answers how often each status came back. */
export async function tally(
  tries: Iterable<() => Promise<{ status: number }>>,
): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const attempt of tries) {
    const { status } = await attempt();
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
