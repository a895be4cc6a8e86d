import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { findOrInstall } from './programs.ts';
import { startRedis } from './redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests' Redis is; empty where there is none. */
    redisUrl: string;
    /** The program that starts another Redis; empty where there is none. */
    redisServer: string;
    /** The browser's program; empty where there is none. */
    chromium: string;
  }
}

const REDIS = { names: ['redis-server', 'valkey-server'], installer: 'test/install-redis.sh' };
const CHROMIUM = { names: ['chromium'], installer: 'test/install-chromium.sh' };

/** Builds the command, finds the programs that tests need, and starts the Redis that they share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });

  project.provide('chromium', findOrInstall(CHROMIUM));
  const redisServer = findOrInstall(REDIS);
  project.provide('redisServer', redisServer);
  if (process.env.REDIS_URL || !redisServer) {
    project.provide('redisUrl', process.env.REDIS_URL ?? '');
    return async () => {};
  }
  const server = await startRedis(redisServer);
  project.provide('redisUrl', server.url);
  return () => server.stop();
}
