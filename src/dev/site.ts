import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { checkFolder } from '../folder.ts';
import { readManifest } from '../project/manifest.ts';
import {
  type PackageManager,
  packageManagerOf,
  packageOptions,
} from '../project/package-manager.ts';
import { startLineOf } from '../project/start-line.ts';
import type { StartedSite } from '../site/site.ts';

/** An app to develop: its real folder, and the line that starts it there. */
export type DevSite = Pick<StartedSite, 'command' | 'directory'>;

/** How package managers run the script `dev`, without output of their own if possible. */
const RUN_DEV: Readonly<Record<PackageManager, string>> = {
  npm: 'npm run --silent dev',
  pnpm: 'pnpm --silent run dev',
  yarn: 'yarn run dev',
  bun: 'bun run --silent dev',
};

/**
 * How an app is started for development: with its own script `dev`, or as `start` says.
 *
 * @param start a line for the shell
 * @throws Failure `usage` if there is no app, `app-failed` if its dependencies are missing
 */
export function locateDevSite(folder: string, start: string | undefined): DevSite {
  checkFolder(folder);
  const directory = realpathSync(resolve(folder));
  if (start !== undefined) return { directory, command: start };
  const manifest = readManifest(directory);
  if (manifest?.scripts?.dev === undefined) {
    const { line, saidBy } = startLineOf(directory);
    throw new Failure('usage', [
      `There is no package.json with a "dev" script in ${folder === '.' ? 'this folder' : folder}. ${saidBy ? `There is ${saidBy}. To start the app by it, add:` : 'Say how to start the app, for example:'}`,
      `  --start "${line.replace(/^node (?!--watch)/, 'node --watch ')}"`,
    ]);
  }
  if (manifest['create-session-app']) packageOptions(directory);
  return { directory, command: RUN_DEV[packageManagerOf(directory, manifest)] };
}
