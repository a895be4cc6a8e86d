import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { findProgram } from '../test/support/programs.ts';
import { account, head, partsOf } from './account.ts';
import { type Arguments, readArguments, WrongUsage } from './arguments.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { BENCHMARKS } from './benchmarks.ts';
import { comparisonsOf } from './comparisons.ts';
import { goalsInWords } from './goals.ts';
import { machineFacts } from './machine.ts';
import { installRivals, rivalFacts } from './rivals.ts';
import { section } from './table.ts';

// Measures the claims of the README, in comparison with other programs. Messages go to stderr, the account to stdout.

const FILE = 'BENCHMARKS.md';
const say = (words: string) => console.error(words);

// The reader of the account may stop early, such as `head`.
process.stdout.on('error', () => process.exit());
// So that handlers of `exit` end processes and remove files.
process.once('SIGINT', () => process.exit(130));

try {
  const names = BENCHMARKS.map(({ name }) => name);
  const wanted = readArguments(process.argv.slice(2), names);
  if (wanted.list) list();
  else await runAll(wanted);
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  say(error.message);
  process.exitCode = 2;
}

function list(): void {
  for (const { name, shows } of BENCHMARKS) {
    const goals = goalsInWords(name).map((goal) => `  goal: ${goal}`);
    const again = `  npm run bench -- --only ${name}`;
    console.log([name, `  ${shows}`, ...goals, again, ''].join('\n'));
  }
}

async function runAll({ names, quick, rounds, write }: Arguments): Promise<void> {
  say('Building what is measured …');
  execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const packages = await installRivals();
  const redisServer = findProgram(['redis-server', 'valkey-server']);
  const run = {
    quick,
    packages,
    say,
    ...(rounds && { rounds }),
    ...(redisServer && { redisServer }),
  };

  const beginning = head(machineFacts(redisServer), rivalFacts());
  const others = write && names.length > 0 ? otherSections(beginning) : new Map<string, string>();

  const sections: string[] = [];
  for (const benchmark of BENCHMARKS) {
    const isWanted = names.length === 0 || names.includes(benchmark.name);
    const text = isWanted ? await runOne(benchmark, run) : others.get(benchmark.name);
    if (!text) continue;
    if (isWanted) console.log(`${text}\n`);
    sections.push(text);
  }
  if (write && process.exitCode !== 1) {
    writeFileSync(FILE, account(beginning, sections));
    say(`Written to ${FILE}.`);
  }
}

/** @throws WrongUsage if the earlier account was measured under other conditions */
function otherSections(now: string): ReadonlyMap<string, string> {
  const { beginning, sections } = partsOf(existsSync(FILE) ? readFileSync(FILE, 'utf8') : now);
  if (beginning === now) return sections;
  throw new WrongUsage(
    `${FILE} was measured on another machine, or beside other versions: leave --only out.`,
  );
}

/** @returns its section of the account; undefined if it failed, or cannot be measured on this machine */
async function runOne(benchmark: Benchmark, run: Run): Promise<string | undefined> {
  say(`${benchmark.name} …`);
  const began = performance.now();
  try {
    const comparisons = comparisonsOf(benchmark.name, await benchmark.run(run));
    say(`  took ${Math.round((performance.now() - began) / 1000)} s`);
    return comparisons.length > 0 ? section(benchmark, comparisons) : undefined;
  } catch (error) {
    say(`${benchmark.name} broke: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
    return undefined;
  }
}
