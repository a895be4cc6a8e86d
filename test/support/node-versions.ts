import { join } from 'node:path';
import { cachedPackages } from './cached-packages.ts';

/** The oldest Node that the package is for, and the lines that came after. */
export const NODE_VERSIONS = ['20.19', '22', '24', '26'] as const;

/** The program of a version of Node; undefined where it cannot be had. */
export async function nodeOf(version: string): Promise<string | undefined> {
  const folder = await cachedPackages(`node-${version}`, [`node@${version}`]);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return folder && join(folder, 'node_modules/node/bin', program);
}
