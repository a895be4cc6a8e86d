import { join } from 'node:path';
import { cachedPackages } from './cached-packages.ts';

/** The folder with the programs of a package manager that a package holds; undefined where that cannot be had. */
export async function packageManagerFrom(name: string): Promise<string | undefined> {
  const folder = await cachedPackages(name.replace(/\W+/g, '-'), [name]);
  return folder && join(folder, 'node_modules/.bin');
}
