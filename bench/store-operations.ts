import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MODE, type Store } from '../src/create/options.ts';
import { builtInSite } from '../src/site/own/built-in.ts';
import { makeScratch } from '../src/site/scratch.ts';
import { startRedis } from '../test/support/redis.ts';
import { type Benchmark, type Contest, type Pair, type Run, sizesOf } from './benchmark.ts';
import { fill } from './fill.ts';
import { placeRivals } from './rivals.ts';
import { measureInTurns, type Subject } from './rounds.ts';

const execute = promisify(execFile);

const SIZES = {
  full: { rounds: 3, sessions: [1_000, 10_000, 100_000], share: 1 },
  quick: { rounds: 1, sessions: [100, 1_000], share: 0.1 },
};

/** Stores that are compared with each other, with the number of operations per measurement. */
interface Family {
  store: Store;
  others: string[];
  count: number;
}

const FAMILIES: readonly Family[] = [
  { store: 'memory', others: ['MemoryStore', 'memorystore'], count: 20_000 },
  { store: 'file', others: ['session-file-store'], count: 500 },
  { store: 'redis', others: ['connect-redis'], count: 2_000 },
];

/** Longer ago than the time after which a sweep removes a file. */
const GONE_MS = -120_000;

export const storeOperations: Benchmark = {
  name: 'store-operations',
  shows:
    'Operations of the stores alone, one after another, without Express. Ours do more: `set` brings no session back that is gone, and loses none of two changes at a time, for which it asks Redis twice and takes a lock in files. `swept` counts all sessions that a sweep goes through, of which a hundredth has expired; MemoryStore never sweeps, and Redis does so by itself.',
  async run(run) {
    const { sessions } = sizesOf(run, SIZES);
    const contests: Contest[] = [];
    for (const family of FAMILIES) {
      if (family.store === 'redis' && !run.redisServer) {
        run.say('  without Redis, of which there is none here');
        continue;
      }
      for (const size of sessions) {
        const setting = `${size.toLocaleString('en')} sessions`;
        run.say(`  ${family.store}, ${setting}`);
        contests.push({ setting, ...(await contest(run, family, size)) });
      }
    }
    return contests;
  },
};

async function contest(run: Run, { store, others, count }: Family, size: number) {
  const { rounds, share } = sizesOf(run, SIZES);
  const scratch = makeScratch();
  const redis = store === 'redis' ? await startRedis(run.redisServer ?? '') : undefined;
  try {
    placeRivals(run.packages, scratch.path);
    const { entry } = builtInSite(MODE.default, store, scratch.path, process.env);
    if ('url' in entry) throw new Error('The built-in site has a folder.');
    if (redis) await fill(scratch.path, { layout: 'redis', place: redis.url, from: 0, to: size });

    const subject = async (name: string): Promise<Subject> => {
      const place = join(scratch.path, `sessions of ${name}`);
      const layout = name === 'session-file-store' ? name : 'site';
      const files = { layout, place } as const;
      const living = size * 0.99;
      if (store === 'file') await fill(scratch.path, { ...files, from: 0, to: living });
      const env = {
        ...process.env,
        SESSION_DIR: place,
        ...(redis && { REDIS_URL: redis.url, REDIS_PREFIX: 'sess:' }),
      };
      const words = [
        join(scratch.path, 'processes/operations.mjs'),
        name,
        String(size),
        String(Math.round(count * share)),
        join(entry.directory, 'src/stores.js'),
      ];
      return {
        name,
        async measure() {
          if (store === 'file') {
            const lifetime = GONE_MS;
            await fill(scratch.path, { ...files, from: living, to: size, lifetime });
          }
          return JSON.parse((await execute(process.execPath, words, { env })).stdout);
        },
      };
    };
    const ours = `this site, ${store}`;
    const subjects = await Promise.all([ours, ...others].map(subject));
    const pairs = others.map((other): Pair => [ours, other]);
    return { pairs, results: await measureInTurns(subjects, rounds, 0) };
  } finally {
    await redis?.stop();
    scratch.remove();
  }
}
