import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BENCHMARKS } from '../../bench/benchmarks.ts';
import { GOALS } from '../../bench/goals.ts';

const run = (...words: string[]) =>
  execa('node_modules/.bin/tsx', ['bench/bench.ts', ...words], { reject: false });

describe('the benchmarks', () => {
  it('are listed, each with its goals and how to repeat it', async () => {
    const { stdout, exitCode } = await run('--list');
    for (const { name } of BENCHMARKS) expect(stdout).toContain(`npm run bench -- --only ${name}`);
    expect(stdout.match(/goal: /g)).toHaveLength(GOALS.length);
    expect(exitCode).toBe(0);
  });

  it.each([
    {
      words: ['--only', 'help', 'nothing'],
      says: /^There is no benchmark "nothing"\. There are help, /,
    },
    { words: ['help'], says: /^"help" means nothing here\. Names come after --only\.$/ },
    { words: ['--fast'], says: /^Unknown option '--fast'\. There are --list, / },
    { words: ['--rounds', '0'], says: /^--rounds takes a whole number from 1 up, not "0"\.$/ },
    { words: ['--write', '--quick'], says: /^--write is for what was measured in full: / },
  ])('say what is wrong with $words', async ({ words, says }) => {
    const { stdout, stderr, exitCode } = await run(...words);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('\n');
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});
