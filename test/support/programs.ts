import { execFileSync, spawnSync } from 'node:child_process';

/** A program that some tests need, and that is not a package of npm. */
export interface Program {
  /** The names that it goes by; the first one found is taken. */
  names: string[];
  /** The name that is installed also where another one is there. */
  best?: string;
  /** The script that installs it with Debian's packages. */
  installer: string;
}

/**
 * Where a program is; empty where there is none, so that the tests which need it can be skipped.
 * It is installed first where it is missing and apt may be asked.
 *
 * @throws where it is missing on CI on Linux, which must not pass by skipping
 */
export function findOrInstall({ names, best, installer }: Program): string {
  const mayInstall = process.getuid?.() === 0 && pathOf('apt-get') !== undefined;
  if (!findProgram(best ? [best] : names) && mayInstall) install(installer, names);
  const program = findProgram(names);
  // The installers are Debian's; elsewhere the tests that need these programs are skipped, and named.
  if (!program && process.env.CI === 'true' && process.platform === 'linux') {
    throw new Error(`The tests need ${names.join(' or ')} on PATH: run ${installer}`);
  }
  return program ?? '';
}

/** @throws where that fails, and none of these programs is there */
function install(installer: string, names: string[]): void {
  try {
    execFileSync('sh', [installer], { stdio: 'ignore' });
  } catch (error) {
    if (!findProgram(names)) throw error;
  }
}

/** Where a program is; empty where there is none. */
export function findIfThere({ names }: Program): string {
  return findProgram(names) ?? '';
}

/** The path of the first of these programs that this machine has and can run. */
export function findProgram(names: string[]): string | undefined {
  return names
    .map(pathOf)
    .find((path) => path !== undefined && spawnSync(path, ['--version']).status === 0);
}

function pathOf(name: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}
