import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Comparison, compare, comparisonLine, measureInTurns } from './rounds.ts';

const COMMAND = resolve('bin/session-app.js');

/** Whole commands, and the most that each may take of the time of `node -e 0`. */
const COMMANDS: ReadonlyArray<{ name: string; args: string[]; goal: number }> = [
  { name: '--help', args: ['--help'], goal: 1.35 },
  { name: 'create', args: ['my-app', '--yes', '--no-install', '--no-git'], goal: 1.5 },
  { name: 'simulate', args: ['simulate'], goal: 6 },
  { name: 'simulate --store memory', args: ['simulate', '--store', 'memory'], goal: 6 },
];

/** Compares the wall time of whole commands with that of a Node that does nothing. */
export async function compareStartUps(rounds: number): Promise<Comparison[]> {
  const subjects = [{ name: 'node -e 0', args: ['-e', '0'] }, ...COMMANDS.map(asCommand)];
  const numbers = await measureInTurns(
    subjects.map(({ name, args }) => ({ name, measure: async () => millisecondsOf(args) })),
    rounds,
  );
  const bare = numbers.get('node -e 0') ?? [];
  return COMMANDS.map(({ name, goal }) =>
    compare(`${name} (at most ${goal})`, 'ms', numbers.get(name) ?? [], bare),
  );
}

function asCommand({ name, args }: { name: string; args: string[] }) {
  return { name, args: [COMMAND, ...args] };
}

/** In an empty folder, as create wants one. */
function millisecondsOf(args: readonly string[]): number {
  const cwd = mkdtempSync(join(tmpdir(), 'start-up-'));
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'ignore' });
  const took = performance.now() - began;
  rmSync(cwd, { recursive: true });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return took;
}

if (import.meta.filename === process.argv[1]) {
  for (const comparison of await compareStartUps(15)) console.log(comparisonLine(comparison));
}
