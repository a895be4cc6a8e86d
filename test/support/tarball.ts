import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** The package as the registry would get it. */
export interface Tarball {
  path: string;
  /** Bytes to download. */
  size: number;
  /** Bytes on the disk of whoever installs it. */
  unpackedSize: number;
  files: Array<{ path: string; size: number; mode: number }>;
}

/** Packs what the tests' setup has built into `folder`. */
export async function packInto(folder: string): Promise<Tarball> {
  const { stdout } = await execa('npm', [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  ]);
  const [{ filename, ...tarball }] = JSON.parse(stdout);
  return { ...tarball, path: join(folder, filename) };
}

/** Unpacks it in `folder`, and answers where the package then is. */
export async function unpackInto(folder: string, tarball: Tarball): Promise<string> {
  await execa('tar', ['-xzf', tarball.path, '-C', folder]);
  return join(folder, 'package');
}

/** The manifest in the checkout. */
export function ownManifest(): { name: string; version: string; scripts: Record<string, string> } {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}
