import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { descendantsOf, untilGone } from '../support/processes.ts';
import { scratchFolder } from '../support/scratch.ts';
import { withProgram } from '../support/stubborn.ts';
import { KEYS, runOnTerminal } from '../support/terminal.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
/** So far apart, two signals are never one that was handed on. */
const APART_MS = 300;

/** One of session-file-store's. */
function sessionFolder(): string {
  const folder = scratchFolder();
  const session = { cookie: { originalMaxAge: null }, user: 'alice' };
  writeFileSync(join(folder, 'abcdefgh12345678.json'), JSON.stringify(session));
  return folder;
}

const privateFolders = () => ({ XDG_RUNTIME_DIR: scratchFolder(), TMPDIR: scratchFolder() });

/** Commands that have something to wait for when the first Ctrl-C comes. */
const STUBBORN = [
  {
    command: 'create',
    args: ['create', 'shop', '--yes', '--no-git'],
    env: () => withProgram('npm', "trap '' INT TERM\nwhile true; do sleep 0.1; done"),
    shows: /Installing with npm … \d+ s/,
    tidied: 'The install was interrupted',
  },
  {
    command: 'simulate',
    args: [
      'simulate',
      APPS,
      '--start',
      'node ignores-the-end.cjs',
      '--flow',
      join(APPS, 'slow.json'),
    ],
    env: privateFolders,
    shows: 'who is it',
    tidied: 'The app was stopped',
  },
  {
    command: 'dev',
    args: ['dev', APPS, '--start', 'node ignores-the-end.cjs'],
    env: () => ({ PORT: '0', ...privateFolders() }),
    shows: /the app is running at http:\S+/,
    tidied: 'the app was stopped',
  },
];

describe('Ctrl-C on a terminal', () => {
  it.each(STUBBORN)(
    'the first lets $command tidy up, and the second ends it at once',
    async ({ args, env, shows, tidied }) => {
      const run = runOnTerminal(args, { cwd: scratchFolder(), env: env() }, 'session-app');
      await run.shows(shows);
      const pids = descendantsOf(run.pid);
      run.press(KEYS.ctrlC);
      await pause(APART_MS);
      run.press(KEYS.ctrlC);
      expect(await run.ended).toBe(130);
      expect(run.text()).not.toContain(tidied);
      await untilGone(pids);
      const isHidden = run.output.lastIndexOf(HIDE_CURSOR) > run.output.lastIndexOf(SHOW_CURSOR);
      expect(isHidden).toBe(false);
    },
  );

  it('ends inspect --watch, which has nothing to tidy up, at the first', async () => {
    const args = ['inspect', '--dir', sessionFolder(), '--watch'];
    const run = runOnTerminal(args, { cwd: scratchFolder() }, 'session-app');
    await run.shows('alice');
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(130);
  });
});

describe('a reader that does not read', () => {
  it('keeps no command that is interrupted', async () => {
    const folder = scratchFolder();
    for (let n = 0; n < 3_000; n += 1) {
      const session = { cookie: { originalMaxAge: null }, text: 'x'.repeat(100) };
      writeFileSync(join(folder, `abcdefgh1234${n}.json`), JSON.stringify(session));
    }
    const args = [BIN['session-app'], 'inspect', '--dir', folder, '--json'];
    const run = execa(process.execPath, args, {
      env: CLEAN_ENV,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      buffer: false,
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    run.stdout.pause();
    await pause(2_000);
    run.kill('SIGINT');
    await new Promise((resolve) => run.once('exit', resolve));
    run.stdout.resume();
    expect(await run).toMatchObject({ exitCode: 130 });
  });
});

describe('a signal that whoever started us hands on', () => {
  it('is no second one', async () => {
    const run = execa(
      process.execPath,
      [BIN['session-app'], 'dev', APPS, '--start', 'node tells-its-pid.cjs', '--json'],
      {
        env: { ...CLEAN_ENV, PORT: '0', ...privateFolders() },
        extendEnv: false,
        reject: false,
        stdin: 'ignore',
      },
    );
    await new Promise((resolve) => run.stdout.once('data', resolve));
    run.kill('SIGINT');
    await pause(1);
    run.kill('SIGINT');
    expect(await run).toMatchObject({ exitCode: 0 });
  });
});

describe('a working directory that is gone', () => {
  const LINES: Array<[bin: keyof typeof BIN, ...args: string[]]> = [
    ['create-session-app', 'y'],
    ['session-app', 'create', 'y'],
    ['session-app', 'simulate'],
    ['session-app', 'inspect'],
    ['session-app', 'dev'],
    ['session-app', 'decode', 'x'],
    ['session-app', 'completion', 'bash'],
  ];

  it.each(LINES)('is told by %s %s', async (bin, ...args) => {
    const parent = scratchFolder();
    mkdirSync(join(parent, 'x'));
    const line = `rm -r ../x && exec "$@"`;
    const { exitCode, stdout, stderr } = await execa(
      'sh',
      ['-c', line, 'sh', process.execPath, BIN[bin], ...args],
      { cwd: join(parent, 'x'), env: CLEAN_ENV, extendEnv: false, reject: false, stdin: 'ignore' },
    );
    expect(stderr).toMatch(/^error: The current folder is gone \(ENOENT\)/);
    expect(stderr).not.toMatch(/^ +at /m);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});

describe('what --json prints of a failure is decided by the command, whatever stands in front of it', () => {
  const LINE = /^\{"v":1,"type":"error",.*\}$/;
  const REPORT = /^\{\n {2}"success": false,[\s\S]*\n\}$/;
  it.each([
    ['create-session-app', ['--store', 'memory', 'simulate', '--flow', 'nope'], LINE],
    ['create-session-app', ['--mode', 'anonymous', 'simulate', '--flow', 'nope'], LINE],
    ['create-session-app', ['--store', 'nope', 'simulate'], LINE],
    ['create-session-app', ['--nope', 'simulate'], LINE],
    ['create-session-app', ['--store', 'memory', 'dev'], LINE],
    ['session-app', ['--store', 'memory', 'simulate'], LINE],
    ['session-app', ['--no-color', 'simulate', '--nope'], LINE],
    ['create-session-app', ['--store', 'nope', 'shop'], REPORT],
    ['create-session-app', ['--store', 'nope', './simulate'], REPORT],
    ['session-app', ['--no-color', 'create', '--nope'], REPORT],
  ] as const)('%s %j', async (bin, args, printed) => {
    const { stdout, exitCode } = await runCli([...args, '--json'], { bin, cwd: scratchFolder() });
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(printed);
  });

  it('and so of a run that succeeds', async () => {
    const { stdout } = await runCli(['--store', 'memory', 'simulate', '--json']);
    const types = stdout.split('\n').map((line) => JSON.parse(line).type);
    expect([types[0], types.at(-1)]).toEqual(['start', 'end']);
  });
});

it('leaves nothing of a progress line that is as wide as the terminal', async () => {
  const options = { cwd: scratchFolder(), env: privateFolders(), columns: 40 };
  const run = runOnTerminal(['audit'], options, 'session-app');
  await run.shows(/trying .*…/);
  run.press(KEYS.ctrlC);
  expect(await run.ended).toBe(130);
  expect(run.text().trim()).toBe('Interrupted. The app was stopped.');
});
