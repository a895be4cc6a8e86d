import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.ts';
import { errorLines } from './error-lines.ts';
import { shellPath } from './names.ts';
import type { PackageManager } from './options.ts';
import { runProgram } from './program.ts';

/**
 * What a package manager is asked to do: install here, and all that the site names, whatever the shell and the settings
 * are for. The first Yarn knows a word that its successors refuse.
 */
const INSTALL: Readonly<Record<PackageManager | 'yarn 1', readonly string[]>> = {
  npm: [
    'install',
    ...['--no-fund', '--no-audit', '--include=dev', '--include=optional'],
    ...['--no-global', '--location=project', '--no-dry-run', '--no-package-lock-only'],
  ],
  pnpm: ['install', '--prod=false'],
  'yarn 1': ['install', '--production=false'],
  yarn: ['install'],
  bun: ['install'],
};

/** What Yarn can be told nowhere else: the site's lock file is still to be written, also where CI forbids that. */
const ENVIRONMENT = {
  YARN_PRODUCTION: undefined,
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  YARN_NODE_LINKER: 'node-modules',
};

/**
 * Installs the dependencies of the site in `directory`, those for development as well, and checks that they are there.
 *
 * @throws Failure `interrupted` where `signal` said so; `install-failed` otherwise, with what the package manager said of it
 */
export async function install(
  packageManager: PackageManager,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const run = (words: readonly string[]) =>
    runProgram(packageManager, words, { cwd: directory, env: ENVIRONMENT, signal });
  const isYarn1 =
    packageManager === 'yarn' && (await run(['--version'])).stdout?.startsWith('1.') === true;
  const child = await run(INSTALL[isYarn1 ? 'yarn 1' : packageManager]);
  const again = `cd ${shellPath(directory)} && ${packageManager} install`;
  // A terminal's Ctrl-C goes to the package manager as well, which may end before our own signal is noticed.
  if (signal.aborted || child.signal === 'SIGINT') {
    throw new Failure(
      'interrupted',
      `The install was interrupted. The site is written; to go on:\n  ${again}`,
    );
  }
  if (child.code === 'ENOENT') {
    throw new Failure(
      'install-failed',
      `${packageManager} was not found, so the dependencies are not installed. The site is written; once ${packageManager} is there:\n  ${again}`,
    );
  }
  if (child.failed) {
    throw new Failure(
      'install-failed',
      `${packageManager} install failed. The site is written; to try again:\n  ${again}\n${packageManager} said:\n  ${errorLines(child.all).join('\n  ')}`,
    );
  }
  const missing = missingPackages(directory);
  if (missing.length > 0) {
    throw new Failure(
      'install-failed',
      `${packageManager} install ended without an error, but did not install ${missing.join(', ')}. Some setting of ${packageManager} must say so. The site is written; once that is changed:\n  ${again}`,
    );
  }
}

/** What the site's manifest names and Node would not find from there. */
function missingPackages(directory: string): string[] {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const named = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return named.filter((name) => !isInstalled(name, directory));
}

/** As in a workspace, it may lie in a folder further up. */
function isInstalled(name: string, folder: string): boolean {
  const above = dirname(folder);
  return (
    existsSync(join(folder, 'node_modules', name, 'package.json')) ||
    (above !== folder && isInstalled(name, above))
  );
}
