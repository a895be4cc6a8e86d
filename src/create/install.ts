import { Failure } from '../failure.ts';
import { quoted } from '../printed.ts';
import type { PackageManager } from '../project/package-manager.ts';
import { errorLines } from './error-lines.ts';
import { missingPackages } from './missing-packages.ts';
import { shellPath } from './names.ts';
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

/**
 * What a new site can do without: none of its packages needs its install script. esbuild's, which takes half a second, is
 * for a command that nobody calls.
 */
const WITHOUT_SCRIPTS: Partial<Record<PackageManager, readonly string[]>> = {
  npm: ['--ignore-scripts'],
};

/** What Yarn can be told nowhere else: the site's lock file is still to be written, also where CI forbids that. */
const ENVIRONMENT = {
  YARN_PRODUCTION: undefined,
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  YARN_NODE_LINKER: 'node-modules',
};

/** What makes npm install for another machine, or another folder, and what no word of ours takes back. */
const ELSEWHERE = /^npm_config_(os|cpu|libc|workspaces?|include_workspace_root)$/i;

/**
 * Installs the dependencies of the site in `directory`, those for development as well, and checks that they are there.
 *
 * @param isNew whether all of its packages are those that `create` gives it. Default: false
 *
 * @throws Failure `interrupted` where `signal` said so; `install-failed` otherwise, with what the package manager said of it
 */
export async function install(
  packageManager: PackageManager,
  directory: string,
  signal: AbortSignal,
  { isNew = false } = {},
): Promise<void> {
  const run = (words: readonly string[]) =>
    runProgram(packageManager, words, {
      cwd: directory,
      env: { ...unset(ELSEWHERE), ...ENVIRONMENT },
      signal,
    });
  const isYarn1 =
    packageManager === 'yarn' && (await run(['--version'])).stdout?.startsWith('1.') === true;
  const child = await run([
    ...INSTALL[isYarn1 ? 'yarn 1' : packageManager],
    ...((isNew && WITHOUT_SCRIPTS[packageManager]) || []),
  ]);
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
      `${packageManager} was not found, so the dependencies are not installed. The site is written; once ${packageManager} is there:`,
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
      `${packageManager} install ended without an error, but did not install ${missing.join(', ')}. Some setting of ${packageManager} must say so. The site is written; once that is changed:`,
      again,
    ]);
  }
}

/** Takes away what our environment sets under such names. */
function unset(names: RegExp): NodeJS.ProcessEnv {
  const set = Object.keys(process.env).filter((name) => names.test(name));
  return Object.fromEntries(set.map((name) => [name, undefined]));
}
