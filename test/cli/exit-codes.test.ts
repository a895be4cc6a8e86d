import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit.ts';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const NO_REDIS = 'redis://127.0.0.1:1';
/** More than a pipe takes in before somebody reads from it. */
const LONG_TEXT = 'x'.repeat(1_000_000);

const COMMANDS = ['create', 'simulate', 'inspect', 'decode', 'dev', 'update', 'completion'];

describe('what exit codes mean is the same in every command', () => {
  it.each(['session-app', 'create-session-app'] as const)('%s --help tells it', async (bin) => {
    const { stdout } = await runCli(['--help'], { bin });
    for (const [code, meaning] of Object.entries(EXIT_CODES)) {
      expect(stdout).toMatch(new RegExp(`^ +${code} +${meaning}$`, 'm'));
    }
  });

  it.each(COMMANDS)('%s --help does not repeat it', async (command) => {
    const { stdout } = await runCli([command, '--help'], { bin: 'session-app' });
    expect(stdout).not.toContain('Exit codes');
    expect(stdout).toMatch(/Examples:\n(?: {2}\$ .+\n?)+$/);
  });
});

/** A folder for sockets that other users can open. */
function openFolder(): string {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'session-app'), { mode: 0o755 });
  return folder;
}

interface Typed {
  args: string[];
  env?: Record<string, string>;
  input?: string;
}

/** What ends by itself; what is interrupted is below, and what goes on until then in the tests of its own. */
const ENDINGS: Array<[code: number, command: string, why: string, typed: () => Typed]> = [
  [0, 'simulate', 'all checks held', () => ({ args: [] })],
  [
    1,
    'simulate',
    'a check failed',
    () => ({
      args: [APPS, '--start', 'node keeps-its-id.cjs'],
      env: { SESSIONS: scratchFolder() },
    }),
  ],
  [1, 'simulate', 'it has no room', () => ({ args: [], env: { TMPDIR: '/nowhere' } })],
  [2, 'simulate', 'nobody knows the flow', () => ({ args: ['--flow', 'nope'] })],
  [3, 'simulate', 'the app does not start', () => ({ args: [APPS, '--start', 'exit 0'] })],
  [
    4,
    'simulate',
    'there is no Redis',
    () => ({ args: ['--store', 'redis'], env: { REDIS_URL: NO_REDIS } }),
  ],
  [
    4,
    'simulate',
    'a load cannot see the store',
    () => ({ args: ['--store', 'redis', '--users', '2'], env: { REDIS_URL: NO_REDIS } }),
  ],
  [0, 'inspect', 'the store is empty', () => ({ args: ['--dir', scratchFolder()] })],
  [1, 'inspect', 'no session is meant', () => ({ args: ['--dir', scratchFolder(), '3f9a'] })],
  [2, 'inspect', 'nobody knows the order', () => ({ args: ['--sort', 'colour'] })],
  [4, 'inspect', 'there is no folder', () => ({ args: ['--dir', '/nowhere'] })],
  [0, 'decode', 'it is no session cookie', () => ({ args: [], input: 'theme=dark' })],
  [2, 'decode', 'there is no cookie', () => ({ args: [], input: '' })],
  [
    4,
    'decode',
    'there is no Redis',
    () => ({ args: ['--redis', NO_REDIS], input: 's%3Aan-id.c2lnbmF0dXJl' }),
  ],
  [
    1,
    'dev',
    'it has no room for its socket',
    () => ({ args: [APPS, '--start', 'true'], env: { XDG_RUNTIME_DIR: '/proc' } }),
  ],
  [1, 'update', 'it is no site', () => ({ args: [] })],
  [2, 'update', 'there is no folder', () => ({ args: ['/nowhere'] })],
  [2, 'dev', 'there is no app', () => ({ args: ['/nowhere'] })],
  [3, 'dev', 'the app ends', () => ({ args: [APPS, '--start', 'true'] })],
  [
    4,
    'dev',
    'others could read the sessions',
    () => ({ args: [APPS, '--start', 'true'], env: { XDG_RUNTIME_DIR: openFolder() } }),
  ],
];

describe('the exit code is', () => {
  it.each(ENDINGS)('%i of %s where %s', async (code, command, _, typed) => {
    const { args, ...options } = typed();
    const { exitCode, stderr } = await runCli([command, ...args], {
      bin: 'session-app',
      cwd: scratchFolder(),
      ...options,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: expect.any(String) });
    expect(stderr).not.toMatch(/^ +at /m);
    if (code !== 0) expect(stderr).toMatch(/^error: \S/m);
  });

  it.each([
    ['decode', ['-']],
    ['simulate', ['--password-stdin']],
  ])('130 of %s where it is interrupted while it reads standard input', async (command, args) => {
    const run = execa(process.execPath, [BIN['session-app'], command, ...args], {
      env: CLEAN_ENV,
      extendEnv: false,
      reject: false,
      stdin: 'pipe',
    });
    await new Promise((read) => run.stdin.write(LONG_TEXT, read));
    run.kill('SIGINT');
    expect(await run).toMatchObject({ exitCode: 130, stdout: '', stderr: 'Interrupted.' });
  });
});
