import { execa } from 'execa';
import { Failure } from '../failure.ts';
import { shellPath } from './names.ts';
import type { PackageManager } from './options.ts';

const LAST_LINES = 12;

/** What a package manager is asked to do, without words about money and audits. */
const INSTALL: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ['install', '--no-fund', '--no-audit'],
  pnpm: ['install'],
  yarn: ['install'],
  bun: ['install'],
};

/**
 * Installs the dependencies of the site in `directory`, and waits for the end of it.
 *
 * @throws Failure `interrupted` where `signal` said so; `install-failed` otherwise, with the package manager's last lines
 */
export async function install(
  packageManager: PackageManager,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const child = await execa(packageManager, INSTALL[packageManager], {
    cwd: directory,
    stdin: 'ignore',
    all: true,
    reject: false,
    cancelSignal: signal,
  });
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
    const lines = child.all.trimEnd().split('\n').slice(-LAST_LINES);
    throw new Failure(
      'install-failed',
      `${packageManager} install failed. The site is written; to try again:\n  ${again}\nThe last lines of ${packageManager} were:\n  ${lines.join('\n  ')}`,
    );
  }
}
