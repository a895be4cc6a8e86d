import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { folderInMemory } from './in-memory.ts';
import { findIfThere, findOrInstall } from './programs.ts';
import { startRedis } from './redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests' Redis is; empty where there is none. */
    redisUrl: string;
    /** The program that starts another Redis; empty where there is none. */
    redisServer: string;
    /** The programs that start a Postgres and a MariaDB; empty where there are none. */
    postgres: string;
    mariadb: string;
    /** The browser's program; empty where there is none. */
    chromium: string;
    /** The same without windows, where it is to be had: it takes a third of the processor's time. */
    quickChromium: string;
    /** The folder of temporary files that is on a disk, where there is one. */
    disk: string;
    /** A folder for what test files make for each other. */
    shared: string;
    /** The file of certificates that Node is told to trust; empty where it is told of none. */
    certificates: string;
    /** Whether somebody waits for the tests while they work: what is repeated for certainty is repeated less. */
    isFast: boolean;
  }
}

const POSTGRES_VERSIONS = [18, 17, 16, 15, 14, 13];
const REDIS = { names: ['redis-server', 'valkey-server'], installer: 'test/install-redis.sh' };
const INSTALLER = 'test/install-databases.sh';
const POSTGRES = {
  // Debian keeps several versions side by side, none of them on PATH.
  names: ['postgres', ...POSTGRES_VERSIONS.map((n) => `/usr/lib/postgresql/${n}/bin/postgres`)],
  installer: INSTALLER,
};
const MARIADB = { names: ['mariadbd', '/usr/sbin/mariadbd'], installer: INSTALLER };
const CHROMIUM = { names: ['chromium'], installer: 'test/install-chromium.sh' };
const WINDOWLESS = 'chromium-headless-shell';
const QUICK_CHROMIUM = { ...CHROMIUM, names: [WINDOWLESS, 'chromium'], best: WINDOWLESS };

/**
 * Builds the command, finds the programs that tests need, and starts the Redis that they share. In the mode "fast"
 * nothing is installed for them.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const isFast = project.vite.config.mode === 'fast';
  project.provide('isFast', isFast);
  project.provide('certificates', process.env.NODE_EXTRA_CA_CERTS ?? '');
  const find = isFast ? findIfThere : findOrInstall;
  // Temporary folders follow it, in the tests and in what they start.
  project.provide('disk', tmpdir());
  const memory = folderInMemory();
  if (memory) process.env.TMPDIR = memory;
  // What it says of a failure is in the error.
  execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 'ignore', 'pipe'] });

  // Sockets lie in there, whose paths may not be long.
  const shared = mkdtempSync(join(tmpdir(), 'shared-'));
  project.provide('shared', shared);
  project.provide('chromium', find(CHROMIUM));
  project.provide('quickChromium', find(QUICK_CHROMIUM));
  project.provide('postgres', find(POSTGRES));
  project.provide('mariadb', find(MARIADB));
  const redisServer = find(REDIS);
  project.provide('redisServer', redisServer);
  const ownRedis =
    process.env.REDIS_URL || !redisServer ? undefined : await startRedis(redisServer);
  project.provide('redisUrl', ownRedis?.url ?? process.env.REDIS_URL ?? '');
  return async () => {
    await ownRedis?.stop();
    rmSync(shared, { recursive: true });
    if (memory) rmSync(memory, { recursive: true, force: true });
  };
}
