import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { findRedisServer, installRedisServer, startRedis } from './redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests' Redis is; empty where there is none. */
    redisUrl: string;
    /** The program that starts another Redis; empty where there is none. */
    redisServer: string;
  }
}

/** Builds the command, and starts the Redis that the tests share. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });

  if (!findRedisServer()) installRedisServer();
  const program = findRedisServer();
  if (!program && process.env.CI === 'true') {
    throw new Error(
      'The tests need redis-server or valkey-server on PATH: run test/install-redis.sh',
    );
  }
  project.provide('redisServer', program ?? '');
  if (process.env.REDIS_URL || !program) {
    project.provide('redisUrl', process.env.REDIS_URL ?? '');
    return async () => {};
  }
  const server = await startRedis(program);
  project.provide('redisUrl', server.url);
  return () => server.stop();
}
