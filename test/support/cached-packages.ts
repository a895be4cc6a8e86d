import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

/**
 * A folder in which some packages are installed from the registry; undefined where they cannot be had, so that the tests
 * which need them can be skipped. It is kept for the next time: none of them belongs to this project.
 *
 * @param name of the folder, one for each version
 * @param overrides versions of packages that these depend on, where a mirror lacks what they ask for
 * @throws where they cannot be had on CI, which must not pass by skipping
 */
export async function cachedPackages(
  name: string,
  packages: readonly string[],
  overrides: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const folder = resolve('node_modules/.cache', name);
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }));
  const { failed, all } = await execa(
    'npm',
    ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', ...packages],
    { reject: false, all: true },
  );
  if (!failed) {
    writeFileSync(complete, '');
    return folder;
  }
  if (process.env.CI === 'true') throw new Error(`${packages.join(', ')} cannot be had:\n${all}`);
  return undefined;
}
