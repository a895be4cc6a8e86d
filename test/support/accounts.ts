import { randomBytes, scryptSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './scratch.ts';

/** What a hash costs: time and memory grow with 2^ln, time with p as well. */
interface Cost {
  ln: number;
  p: number;
}

/** As in a site that its owner has not changed: some 200 ms. */
export const USUAL_COST: Cost = { ln: 14, p: 5 };

/** Next to nothing, where a test signs in a thousand times. */
export const CHEAP: Cost = { ln: 4, p: 1 };

/** Writes accounts, each with its password, and answers the file. It goes when the running test ends. */
export function accountsFile(accounts: Record<string, string>, cost = CHEAP): string {
  const file = join(scratchFolder(), 'users.json');
  writeFileSync(file, accountsText(accounts, cost));
  return file;
}

/** What such a file holds. */
export function accountsText(accounts: Record<string, string>, cost = CHEAP): string {
  // One password has one hash here: fifty of the usual cost would take ten seconds.
  const hashes = new Map(Object.values(accounts).map((password) => [password, '']));
  for (const password of hashes.keys()) hashes.set(password, hash(password, cost));
  const entries = Object.entries(accounts).map(([name, password]) => {
    const passwordId = randomBytes(16).toString('base64url');
    return [name, { hash: hashes.get(password), passwordId }];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function hash(password: string, { ln, p }: Cost): string {
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, 32, { N: 2 ** ln, r: 8, p });
  return `$scrypt$ln=${ln},r=8,p=${p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}
