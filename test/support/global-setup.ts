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
    /** The browser's program; empty where there is none. */
    chromium: string;
    /** The folder of temporary files that is on a disk, where there is one. */
    disk: string;
    /** A folder for what test files make for each other. */
    shared: string;
  }
}

const REDIS = { names: ['redis-server', 'valkey-server'], installer: 'test/install-redis.sh' };
const CHROMIUM = { names: ['chromium'], installer: 'test/install-chromium.sh' };

/**
 * Builds the command, finds the programs that tests need, and starts the Redis that they share. In the mode "fast"
 * nothing is installed for them.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const find = project.vite.config.mode === 'fast' ? findIfThere : findOrInstall;
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
