import { Failure } from '../failure.ts';
import { quoted } from '../printed.ts';
import type { PackageManager } from '../project/package-manager.ts';
import { errorLines } from './error-lines.ts';
import { missingPackages } from './missing-packages.ts';
import { shellPath } from './names.ts';
import { runProgram } from './program.ts';

/**
 * The arguments for each package manager: install in this folder, and all of the site's packages, whatever the
 * environment and the user's settings say. Later Yarns refuse the option of Yarn 1.
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

/** What can be set for Yarn in no other way: it may write the lock file, although CI forbids that by default. */
const ENVIRONMENT = {
  YARN_PRODUCTION: undefined,
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  YARN_NODE_LINKER: 'node-modules',
};

/** Variables that make npm install for another system or folder, and that no option overrides. */
const ELSEWHERE = /^npm_config_(os|cpu|libc|workspaces?|include_workspace_root)$/i;

/**
 * Installs the dependencies of the site in `directory`, those for development as well, and checks that they are there.
 *
 * @throws Failure `interrupted` if `signal` aborted; otherwise `install-failed`, with the error lines of the package
 *   manager
 */
export async function install(
  packageManager: PackageManager,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const run = (words: readonly string[]) =>
    runProgram(packageManager, words, {
      cwd: directory,
      env: { ...unset(ELSEWHERE), ...ENVIRONMENT },
      signal,
    });
  const isYarn1 =
    packageManager === 'yarn' && (await run(['--version'])).stdout?.startsWith('1.') === true;
  const child = await run(INSTALL[isYarn1 ? 'yarn 1' : packageManager]);
  const again = `  cd ${shellPath(directory)} && ${packageManager} install`;
  // A terminal's Ctrl-C goes to the package manager as well, which may end before our own signal is noticed.
  if (signal.aborted || child.signal === 'SIGINT') {
    throw new Failure('interrupted', [
      'The install was interrupted. The site is written; to go on:',
      again,
    ]);
  }
  if (child.code === 'ENOENT') {
    throw new Failure('install-failed', [
      `${packageManager} was not found, so the dependencies are not installed. The site is written; when ${packageManager} is installed:`,
      again,
    ]);
  }
  if (child.failed) {
    throw new Failure('install-failed', [
      `${packageManager} install failed. The site is written; to try again:`,
      again,
      `${packageManager} said:`,
      ...quoted(errorLines(child.all)),
    ]);
  }
  const missing = missingPackages(directory);
  if (missing.length > 0) {
    throw new Failure('install-failed', [
      `${packageManager} install ended without an error, but did not install ${missing.join(', ')}. A setting of ${packageManager} probably causes this. The site is written; when you have changed the setting:`,
      again,
    ]);
  }
}

/** Removes the variables of our environment that have such names. */
function unset(names: RegExp): NodeJS.ProcessEnv {
  const set = Object.keys(process.env).filter((name) => names.test(name));
  return Object.fromEntries(set.map((name) => [name, undefined]));
}
