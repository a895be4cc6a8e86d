import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { makeScratch } from '../src/site/scratch.ts';
import { startRedis } from '../test/support/redis.ts';
import { type Benchmark, type Contest, type Pair, type Run, sizesOf } from './benchmark.ts';
import { type Filling, fill } from './fill.ts';
import { placeRivals } from './rivals.ts';
import { measureInTurns, type Numbers, type Results } from './rounds.ts';

const execute = promisify(execFile);

/** The build, which is what people import. */
const OURS = pathToFileURL(fileURLToPath(new URL('../dist/index.js', import.meta.url))).href;

/** From this number of sessions on, half of the rounds take long enough. */
const MANY = 1_000_000;

const SIZES = {
  files: {
    full: { rounds: 7, sessions: [10_000, 100_000] },
    quick: { rounds: 1, sessions: [500, 1_000] },
  },
  redis: {
    full: { rounds: 7, sessions: [10_000, 100_000, MANY] },
    quick: { rounds: 1, sessions: [500, 1_000] },
  },
};

/** The other ways to read all sessions, each with the layout of its store. */
type Others = Readonly<Record<string, Filling['layout']>>;

const FILE_READERS: Others = {
  'bare loop': 'site',
  'loop of readFile': 'site',
  'session-file-store list and get': 'session-file-store',
};
const REDIS_READERS: Others = {
  'connect-redis all()': 'redis',
  'redis-cli --scan and GET': 'redis',
};

export const inspectFiles: Benchmark = {
  name: 'inspect-files',
  shows:
    'How fast `inspect()` reads all sessions of a folder, each of which it parses, checks and masks. The bare loop is `opendirSync` and `readFileSync`, which only reads. Each reading is a process of its own.',
  async run(run) {
    const scratch = makeScratch();
    try {
      placeRivals(run.packages, scratch.path);
      const placeOf = (layout: string, size: number) => join(scratch.path, `${layout}-${size}`);
      return await contests(run, scratch.path, 'files', FILE_READERS, placeOf);
    } finally {
      scratch.remove();
    }
  },
};

export const inspectRedis: Benchmark = {
  name: 'inspect-redis',
  shows:
    'The same for a Redis in the layout of connect-redis, whose `all()` holds every session in memory. `redis-cli` is `--scan`, with a `GET` of each key by a second one. Redis runs beside the readers.',
  async run(run) {
    if (!run.redisServer) {
      run.say('  There is no Redis here.');
      return [];
    }
    const scratch = makeScratch();
    const server = await startRedis(run.redisServer);
    try {
      placeRivals(run.packages, scratch.path);
      const sizes = sizesOf(run, SIZES.redis).sessions;
      const placeOf = (_layout: string, size: number) => `${server.url}/${sizes.indexOf(size)}`;
      return await contests(run, scratch.path, 'redis', REDIS_READERS, placeOf);
    } finally {
      await server.stop();
      scratch.remove();
    }
  },
};

async function contests(
  run: Run,
  folder: string,
  kind: keyof typeof SIZES,
  others: Others,
  placeOf: (layout: string, size: number) => string,
): Promise<Contest[]> {
  const { sessions, rounds } = sizesOf(run, SIZES[kind]);
  const readers = { inspect: kind === 'files' ? 'site' : 'redis', ...others } as const;
  const found: Contest[] = [];
  for (const size of sessions) {
    const setting = named(size);
    run.say(`  ${setting}`);
    for (const layout of new Set(Object.values(readers))) {
      await fill(folder, { layout, place: placeOf(layout, size), from: 0, to: size });
    }
    const subjects = Object.entries(readers).map(([name, layout]) => ({
      name,
      measure: () => read(folder, name, kind, placeOf(layout, size), size),
    }));
    const pairs = Object.keys(others).map((other): Pair => ['inspect', other]);
    const turns = size < MANY ? rounds : Math.ceil(rounds / 2);
    found.push({ setting, pairs, results: await measureInTurns(subjects, turns, 0) });
  }
  return [...found, memoryBySize(found)];
}

async function read(
  folder: string,
  name: string,
  kind: string,
  place: string,
  expected: number,
): Promise<Numbers> {
  const reader = name === 'inspect' ? `inspect, ${kind}` : name;
  const words = [join(folder, 'processes/readers.mjs'), reader, place, OURS];
  const { stdout } = await execute(process.execPath, words);
  const { rows, took, firstRow, megabytes } = JSON.parse(stdout);
  if (rows !== expected) throw new Error(`${name} read ${rows} of ${expected} sessions.`);
  const numbers = { 'rows/s': (rows / took) * 1000, 'first row ms': firstRow };
  // With redis-cli, this would be the memory of the program that counts its lines.
  return name.startsWith('redis-cli') ? numbers : { ...numbers, 'peak MB': megabytes };
}

/** Our memory with the most sessions, in comparison with the fewest. */
function memoryBySize(contests: readonly Contest[]): Contest {
  const [least, most] = [contests[0], contests.at(-1)];
  const rounds = most?.results.get('inspect')?.length;
  const memory = (contest: Contest | undefined) =>
    (contest?.results.get('inspect') ?? []).slice(0, rounds).map((numbers) => ({
      'peak MB': numbers['peak MB'] ?? Number.NaN,
    }));
  const name = (contest: Contest | undefined) => `inspect, ${contest?.setting}`;
  const results: Results = new Map([least, most].map((one) => [name(one), memory(one)]));
  return { pairs: [[name(most), name(least)]], results };
}

function named(size: number): string {
  return `${size.toLocaleString('en')} sessions`;
}
