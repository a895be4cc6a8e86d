import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BIN, CLEAN_ENV } from '../support/cli.ts';

/** Takes nothing: each write fails as on a full disk. */
const FULL = '/dev/full';

function run(words: string, { stdout, stderr }: { stdout?: number; stderr?: number }) {
  return spawnSync(process.execPath, [BIN['session-app'], ...words.split(' ')], {
    env: CLEAN_ENV,
    stdio: ['ignore', stdout ?? 'pipe', stderr ?? 'pipe'],
    encoding: 'utf8',
  });
}

describe.skipIf(!existsSync(FULL))('on a full disk', () => {
  it.each([
    '--help',
    'simulate --store memory',
    'simulate --store memory --json',
    'audit --store memory --json',
    'learn',
    'completion bash',
    'create my-app --dry-run --json',
  ])('"%s" says in a sentence that its results cannot be written, and fails', (words) => {
    const { stderr, status } = run(words, { stdout: openSync(FULL, 'w') });
    expect(stderr).toContain('The results cannot be written to stdout: the disk is full (ENOSPC).');
    expect(stderr).not.toMatch(/^\s*│? *at /m);
    expect(status).toBe(1);
  });

  it.each([
    ['simulate --store memory', 0],
    ['simulate --flow none-of-ours', 2],
  ])('"%s" ends as ever if its messages cannot be written', (words, expected) => {
    const { status } = run(words, { stderr: openSync(FULL, 'w') });
    expect(status).toBe(expected);
  });
});
