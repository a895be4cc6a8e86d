import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeScratch } from '../src/site/scratch.ts';
import { type Benchmark, type Pair, sizesOf } from './benchmark.ts';
import { commandOf } from './rivals.ts';
import { measureInTurns, type Numbers } from './rounds.ts';

const SIZES = { full: { rounds: 15 }, quick: { rounds: 1 } };

const USAGE = fileURLToPath(new URL('usage.cjs', import.meta.url));

/** The arguments for Node. `packages` is the folder with the packages of others. */
type Command = (packages: string) => string[];

const nothing: Command = () => ['-e', '0'];
const ours =
  (name: string, words: string): Command =>
  () => [resolve(`bin/${name}.js`), ...words.split(' ')];
const theirs =
  (name: string, words: string): Command =>
  (packages) => [commandOf(packages, name), ...words.split(' ')];

const MEASURED =
  'Whole commands from their start to their end, in an empty folder, off a terminal: the wall time, the processor time, and the peak memory, summed over all Node processes that a command starts.';
const VITE = 'my-app --template vanilla-ts --no-interactive --no-immediate';
const SV =
  'create my-app --template minimal --types ts --no-add-ons --no-install --no-dir-check --no-download-check';

export const WHOLE_COMMANDS: readonly Benchmark[] = [
  wholeCommands('help', MEASURED, ['create-session-app --help'], {
    'create-session-app --help': ours('create-session-app', '--help'),
    'create-vite --help': theirs('create-vite', '--help'),
    'express-generator --help': theirs('express-generator', '--help'),
    'sv --help': theirs('sv', '--help'),
    'node -e 0': nothing,
  }),
  wholeCommands(
    'create',
    `${MEASURED} Each writes a project, and installs nothing.`,
    ['create-session-app'],
    {
      'create-session-app': ours('create-session-app', 'my-app --yes --no-install --no-git'),
      'create-vite': theirs('create-vite', VITE),
      'express-generator': theirs('express-generator', 'my-app --view=ejs'),
      sv: theirs('sv', SV),
      'node -e 0': nothing,
    },
  ),
  wholeCommands(
    'simulate',
    `${MEASURED} \`simulate\` writes the built-in site, starts it, walks through it and ends it.`,
    ['simulate', 'simulate --store memory'],
    {
      simulate: ours('session-app', 'simulate'),
      'simulate --store memory': ours('session-app', 'simulate --store memory'),
      'node -e 0': nothing,
    },
  ),
  wholeCommands(
    'audit',
    `${MEASURED} \`audit\` tests the built-in site as it runs in production, with an account; \`simulate\` signs in without a password, once or in all of its flows.`,
    ['audit'],
    {
      audit: ours('session-app', 'audit'),
      simulate: ours('session-app', 'simulate'),
      'simulate --flow all': ours('session-app', 'simulate --flow all'),
    },
  ),
];

/** @param mine the names of our subjects */
function wholeCommands(
  name: string,
  shows: string,
  mine: readonly string[],
  commands: Readonly<Record<string, Command>>,
): Benchmark {
  const others = Object.keys(commands).filter((command) => !mine.includes(command));
  return {
    name,
    shows,
    async run(run) {
      const { rounds } = sizesOf(run, SIZES);
      const subjects = Object.entries(commands).map(([command, of]) => ({
        name: command,
        measure: async () => measure(command, of(run.packages)),
      }));
      const results = await measureInTurns(subjects, rounds);
      return [{ pairs: mine.flatMap((one) => others.map((other): Pair => [one, other])), results }];
    },
  };
}

function measure(name: string, args: readonly string[]): Numbers {
  const scratch = makeScratch();
  const cwd = join(scratch.path, 'empty');
  mkdirSync(cwd);
  const usage = join(scratch.path, 'usage');
  const env = {
    ...process.env,
    NODE_OPTIONS: `--require ${JSON.stringify(USAGE)}`,
    BENCH_USAGE: usage,
  };
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd, env, stdio: 'ignore' });
  const wall = performance.now() - began;
  if (status !== 0) throw new Error(`${name} ended with ${status}.`);
  const processes = readFileSync(usage, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  scratch.remove();
  const sum = (of: (usage: NodeJS.ResourceUsage) => number) =>
    processes.reduce((total, one) => total + of(one), 0);
  return {
    'wall ms': wall,
    'CPU ms': sum(({ userCPUTime, systemCPUTime }) => userCPUTime + systemCPUTime) / 1000,
    'peak MB': sum(({ maxRSS }) => maxRSS) / 1024,
  };
}
