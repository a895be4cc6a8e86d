import { createHash } from 'node:crypto';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedPackages } from '../test/support/cached-packages.ts';

/** Packages of others, in versions that run on each Node version that this project supports. */
const VERSIONS: Readonly<Record<string, string>> = {
  'create-vite': '9.3.0',
  'express-generator': '4.16.1',
  sv: '0.17.1',
  express: '5.3.0',
  'express-session': '1.19.0',
  memorystore: '1.6.8',
  'session-file-store': '1.5.0',
  'connect-redis': '9.0.0',
  redis: '6.3.1',
  fastify: '5.12.8',
  '@fastify/cookie': '11.1.5',
  '@fastify/formbody': '8.0.2',
  '@fastify/session': '11.1.3',
};

/** Installs them, once. @returns the folder with node_modules */
export async function installRivals(): Promise<string> {
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  const digest = createHash('sha256').update(packages.join()).digest('hex').slice(0, 8);
  const folder = await cachedPackages(`bench-${digest}`, packages);
  if (folder) return folder;
  throw new Error('What to compare with cannot be had from the registry. Is there a network?');
}

/** The versions of the packages, for the reader. */
export function rivalFacts(): string[][] {
  return Object.entries(VERSIONS);
}

/** Copies our programs that use packages of others next to these packages: to `rivals` and `processes`. */
export function placeRivals(packages: string, folder: string): void {
  for (const name of ['rivals', 'processes']) {
    cpSync(fileURLToPath(new URL(name, import.meta.url)), join(folder, name), { recursive: true });
  }
  symlinkSync(join(packages, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

/** The file that a package runs as its command. */
export function commandOf(packages: string, name: string): string {
  const folder = join(packages, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : String(Object.values(bin)[0]));
}
