import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { certificates } from './certificates.ts';

/**
 * A folder in which some packages are installed from the registry; undefined where they cannot be had, so that the tests
 * which need them can be skipped. It is kept for the next time: none of them belongs to this project.
 *
 * @param name of the folder, one for each version
 * @param env what npm is told, on top of ours
 * @throws where they cannot be had on CI, which must not pass by skipping
 */
export async function cachedPackages(
  name: string,
  packages: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const folder = resolve('node_modules/.cache', name);
  if (existsSync(join(folder, 'complete'))) return folder;
  // Two test files may want it at once, for the first time.
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), JSON.stringify({ private: true }));
  const { failed, all } = await execa(
    'npm',
    ['install', '--prefix', own, '--no-save', '--no-audit', '--no-fund', ...packages],
    { reject: false, all: true, env: { ...certificates(), ...env } },
  );
  if (!failed) {
    writeFileSync(join(own, 'complete'), '');
    moveUnlessThere(own, folder);
    return folder;
  }
  if (process.env.CI === 'true') throw new Error(`${packages.join(', ')} cannot be had:\n${all}`);
  return undefined;
}

function moveUnlessThere(from: string, to: string): void {
  if (!existsSync(join(to, 'complete'))) {
    rmSync(to, { recursive: true, force: true });
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      // Another one was faster.
      if (!existsSync(join(to, 'complete'))) throw error;
    }
  }
  rmSync(from, { recursive: true });
}
