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

/** The built-in site, running twice: once as usual, and once with a probe. */
export interface TwinSites {
  plain: { url: string };
  watched: RunningSite;
}

/** The settings of the site during a load. */
const NO_LIMIT = { SIGN_IN_FAILURES: '1000000', NEW_SESSIONS: '1000000' };

/**
 * Runs some work on the built-in site with this store, started once with and once without a probe, each with its own
 * sessions.
 *
 * @param redisServer the command that starts Redis, if the store needs it
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
