import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

/** The oldest Node that the package is for, and the lines that came after. */
export const NODE_VERSIONS = ['20.19', '22', '24', '26'] as const;

/**
 * The program of a version of Node, from the registry; undefined where it cannot be had, so that the tests which need
 * it can be skipped. It is kept for the next time: each weighs some 200 MB.
 *
 * @throws where it cannot be had on CI, which must not pass by skipping
 */
export async function nodeOf(version: string): Promise<string | undefined> {
  const folder = resolve('node_modules/.cache', `node-${version}`);
  const program = join(
    folder,
    'node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(program)) return program;
  const words = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', `node@${version}`];
  const { failed, all } = await execa('npm', ['install', ...words], { reject: false, all: true });
  if (!failed && existsSync(program)) return program;
  if (process.env.CI === 'true') throw new Error(`Node ${version} cannot be had:\n${all}`);
  return undefined;
}
