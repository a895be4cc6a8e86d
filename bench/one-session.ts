import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MODE } from '../src/create/options.ts';
import { builtInSite } from '../src/site/own/built-in.ts';
import { makeScratch } from '../src/site/scratch.ts';
import { startRedis } from '../test/support/redis.ts';
import { type Benchmark, type Contest, type Run, sizesOf } from './benchmark.ts';
import { placeRivals } from './rivals.ts';
import { measureInTurns } from './rounds.ts';

const execute = promisify(execFile);

const SIZES = {
  full: { rounds: 5, writes: [1, 300, 1_000] },
  quick: { rounds: 1, writes: [1, 20] },
};

const SUBJECTS = ['this site, redis', 'connect-redis'] as const;

export const oneSession: Benchmark = {
  name: 'one-session',
  shows:
    "Many writes to one session in Redis at once, each of a key of its own, by one process. Commands are what Redis carries out, those of scripts among them: a change that gets in nobody's way takes four. connect-redis takes two, and keeps the last writer's whole session: `kept %` says how many of the writes are still there afterwards.",
  async run(run) {
    const { writes } = sizesOf(run, SIZES);
    const contests: Contest[] = [];
    if (!run.redisServer) {
      run.say('  without Redis, of which there is none here');
      return contests;
    }
    for (const count of writes) {
      const setting = `${count.toLocaleString('en')} writes at once`;
      run.say(`  ${setting}`);
      contests.push({ setting, ...(await contest(run, run.redisServer, count)) });
    }
    return contests;
  },
};

async function contest(run: Run, redisServer: string, writes: number) {
  const { rounds } = sizesOf(run, SIZES);
  const scratch = makeScratch();
  const redis = await startRedis(redisServer);
  try {
    placeRivals(run.packages, scratch.path);
    const { entry } = builtInSite(MODE.default, 'redis', scratch.path, process.env);
    if ('url' in entry) throw new Error('The built-in site has a folder.');
    const env = { ...process.env, REDIS_URL: redis.url };
    const script = join(scratch.path, 'processes/one-session.mjs');
    const module = join(entry.directory, 'src/stores.js');
    const subjects = SUBJECTS.map((name) => ({
      name,
      async measure() {
        const words = [script, name, String(writes), module];
        return JSON.parse((await execute(process.execPath, words, { env })).stdout);
      },
    }));
    return { pairs: [SUBJECTS], results: await measureInTurns(subjects, rounds, 0) };
  } finally {
    await redis.stop();
    scratch.remove();
  }
}
