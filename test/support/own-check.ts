import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledSite } from './site.ts';

/** Has a built site let in whoever types this password, as its owner could: from anywhere, and without accounts. */
export function useOwnCheck({ directory, code }: InstalledSite, password = ''): void {
  writeFileSync(
    join(directory, code, 'accounts/who-may-sign-in.js'),
    `export function whoMaySignIn() {
      return {
        notice: 'The owner decides who may sign in.',
        check: async (userName, password) => password === ${JSON.stringify(password)},
      };
    }`,
  );
}
