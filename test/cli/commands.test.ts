import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const NAMES = COMMANDS.map(({ name }) => name);

/** What somebody types after `session-app`. */
function sessionApp(...args: string[]) {
  return runCli(args, { bin: 'session-app', cwd: scratchFolder() });
}

describe('session-app takes commands alone', () => {
  it('called with nothing else, it shows the help', async () => {
    const { exitCode, stdout, stderr } = await sessionApp();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(await sessionApp('--no-color')).toMatchObject({ exitCode: 0, stdout });
    expect(await sessionApp('help')).toMatchObject({ exitCode: 0, stdout });
    expect(await sessionApp('help', 'help')).toMatchObject({ exitCode: 0, stdout });
    expect(await sessionApp('help', '--help')).toMatchObject({ exitCode: 0, stdout });
  });

  it.each(NAMES)('help %s is the help of that command', async (name) => {
    const { stdout } = await sessionApp('help', name);
    expect(stdout).toMatch(new RegExp(`^Usage: session-app ${name} `));
    expect(await sessionApp(name, '--help')).toMatchObject({ stdout });
  });

  it.each([
    [['doctor'], 'There is no command doctor. To create a site in a folder of that name, type'],
    [['my-app', '--js'], 'type "session-app create my-app"; for all commands, "session-app help".'],
    [['simulat'], 'There is no command simulat. Did you mean simulate?'],
    [['sim'], 'There is no command sim. Did you mean simulate?'],
    [['nope', '--help'], 'There is no command nope.'],
    [['simulat', '-h'], 'There is no command simulat. Did you mean simulate?'],
    [['help', 'nope'], 'There is no command nope.'],
    [['\x1b[2J'], 'There is no command \\u001b[2J.'],
    [['--yes'], 'There is no option --yes.'],
  ])('%j is refused, and creates nothing', async (args, message) => {
    const cwd = scratchFolder();
    const { exitCode, stdout, stderr } = await runCli(args, { bin: 'session-app', cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

it.each(NAMES)('a site is not called %s by mistake', async (name) => {
  const { exitCode, stderr } = await runCli(['create', name], { cwd: scratchFolder() });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`For a site in a folder of that name, type ./${name}.`);
});

describe('what is empty is not taken for something else, nor for nothing', () => {
  it.each([
    [['inspect', '--dir', ''], '--dir is ""'],
    [['simulate', '--user', ''], '--user is ""'],
    [['simulate', '--start='], '--start is ""'],
    [['audit', '--save-flows', ''], '--save-flows is ""'],
    [['dev', ''], 'The directory is ""'],
    [['update', ''], 'The directory is ""'],
  ])('%j is refused', async (args, message) => {
    const cwd = scratchFolder();
    const { exitCode, stdout, stderr } = await runCli(args, { bin: 'session-app', cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      `error: ${message}, perhaps from a variable that is not set. Give it a value, or leave it out.`,
    );
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('but a prefix of keys may be empty', async () => {
    const args = ['inspect', '--redis', 'redis://127.0.0.1:1', '--prefix', ''];
    expect(await sessionApp(...args)).toMatchObject({ exitCode: 4 });
  });
});

describe('the command that ran decides what --json prints', () => {
  it('options in front of its name change nothing', async () => {
    const args = ['--store', 'memory', 'simulate', '--json'];
    const { stdout } = await runCli(args, { cwd: scratchFolder() });
    const types = stdout.split('\n').map((line) => JSON.parse(line).type);
    expect(types).toEqual(['start', ...types.slice(1, -1).map(() => 'step'), 'end']);
  });

  it.each([
    [['simulate', '--nope', '--json'], { v: 1, type: 'error', code: 'usage' }],
    [['--store', 'memory', 'dev', '--json'], { v: 1, type: 'error', code: 'usage' }],
    [['inspect', '--nope', '--json'], { v: 1, type: 'error', code: 'usage' }],
    [['create', '--nope', '--json'], { success: false, error: { code: 'usage' } }],
    [['--nope', '--json'], { success: false, error: { code: 'usage' } }],
  ])('%j fails in its own shape', async (args, shape) => {
    const { exitCode, stdout } = await runCli(args, { cwd: scratchFolder() });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject(shape);
  });
});

describe('where a folder is wanted', () => {
  it.each([
    ['simulate'],
    ['simulate', '--start', 'true'],
    ['audit'],
    ['dev'],
    ['dev', '--start', 'true'],
    ['inspect'],
    ['update', '--dry-run'],
  ])('%s is told of a file there, and which folder is meant', async (command, ...args) => {
    const folder = scratchFolder();
    const path = join(folder, 'package.json');
    writeFileSync(path, '{"scripts":{"dev":"true"}}');
    symlinkSync('loop', join(folder, 'loop'));
    const { exitCode, stderr } = await sessionApp(command, path, ...args);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `error: ${path} is a file, where a folder is wanted. Name the folder of the app: ${folder}`,
    });
    const loop = await sessionApp(command, join(folder, 'loop'), ...args);
    expect(loop).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('There is no folder'),
    });
  });
});
