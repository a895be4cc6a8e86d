import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { MODE, type Store } from '../src/create/options.ts';
import { openSite } from '../src/site/open.ts';
import { builtInSite } from '../src/site/own/built-in.ts';
import type { RunningSite } from '../src/site/running/running-site.ts';
import { makeScratch, type Scratch } from '../src/site/scratch.ts';
import { scratchStore } from '../src/site/scratch-store.ts';
import type { Site } from '../src/site/site.ts';
import { startRedis } from '../test/support/redis.ts';
import { untilItListens } from '../test/support/site.ts';

/** The built-in site, running twice: once as anybody would start it, and once with a probe in it. */
export interface TwinSites {
  plain: { url: string };
  watched: RunningSite;
}

/** The settings with which a load starts the site. */
const NO_LIMIT = { SIGN_IN_FAILURES: '1000000', NEW_SESSIONS: '1000000' };

/**
 * Starts the built-in site on this store, with and without a probe, each on sessions of its own, for as long as
 * something is done with them.
 *
 * @param redisServer the program that starts a Redis, which the store may need
 */
export async function withTwins<T>(
  store: Store,
  redisServer: string | undefined,
  use: (sites: TwinSites) => Promise<T>,
): Promise<T> {
  const scratch = makeScratch();
  const redis = store === 'redis' && redisServer ? await startRedis(redisServer) : undefined;
  const env = { ...process.env, ...(redis && { REDIS_URL: redis.url }) };
  const site = builtInSite(MODE.default, store, scratch.path, env);
  const plain = await startPlain(site, scratch);
  const watched = await openSite(site, {
    scratch: scratch.path,
    name: 'watched',
    instances: 1,
    useOwnStore: false,
    env: NO_LIMIT,
    timeout: 10_000,
    signal: new AbortController().signal,
  });
  try {
    return await use({ plain, watched });
  } finally {
    await Promise.all([plain.stop(), watched.stop()]);
    await redis?.stop();
    scratch.remove();
  }
}

async function startPlain(
  site: Site,
  scratch: Scratch,
): Promise<{ url: string; stop(): Promise<void> }> {
  const { entry } = site;
  if ('url' in entry || typeof entry.command === 'string') throw new Error('It has no command.');
  const [program, ...args] = entry.command;
  const store = scratchStore(site, scratch.path, 'plain');
  const child = spawn(program, args, {
    cwd: entry.directory,
    env: { ...process.env, ...entry.env, ...store.env, ...NO_LIMIT, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { url } = await untilItListens(child);
  return {
    url,
    async stop() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
