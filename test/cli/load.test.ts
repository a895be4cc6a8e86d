import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BIN, runCli } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';
import { TerminalRun } from '../support/terminal.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const SMALL = ['--store', 'memory', '--users', '4'];

function load(args: string[]) {
  return runCli(['simulate', ...args], { bin: 'session-app' });
}

function loadOnTerminal(args: string[]): TerminalRun {
  const words = [BIN['session-app'], 'simulate', ...args];
  return new TerminalRun(process.execPath, words, { cwd: scratchFolder() });
}

describe('a load in a pipe', () => {
  it('prints a table of steps, and what must hold, and no progress', async () => {
    const { exitCode, stdout, stderr } = await load([...SMALL, '--duration', '2s']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/flows\/s/);
    expect(stdout).toMatch(/p50 ms +p95 ms +p99 ms/);
    expect(stdout).toMatch(/^the sign-in +\d/m);
    expect(stdout).toMatch(/store operations/);
    for (const what of ['sessions lost', 'sessions mixed up', 'sign-outs undone', 'wrong pages']) {
      expect(stdout).toMatch(new RegExp(`^ok +${what} +0`, 'm'));
    }
  });

  it('prints an object a line with --json', async () => {
    const { stdout } = await load([...SMALL, '--duration', '2s', '--json']);
    const events = stdout.split('\n').map((line) => JSON.parse(line));
    expect(events.map(({ v }) => v)).toEqual(events.map(() => 1));
    const [first, ...rest] = events.map(({ type }) => type);
    expect([first, rest.at(-1)]).toEqual(['start', 'end']);
    expect(rest.slice(0, -1)).toContain('progress');
  });

  it.each([
    ['leaves-the-session', 'sign-outs undone'],
    ['mixes-visitors-up', 'sessions mixed up'],
    ['loses-sessions', 'sessions lost'],
    ['fails-now-and-then', 'wrong pages'],
  ])('fails with exit code 1 where an app %s', async (app, what) => {
    const args = [APPS, '--start', `node ${app}.cjs`, '--users', '20', '--concurrency', '5'];
    const { exitCode, stdout, stderr } = await load(args);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'error: Some responses were wrong.',
    });
    expect(stdout).toMatch(new RegExp(`^FAILED +${what} +[1-9]`, 'm'));
  });
});

describe('a load on a terminal', () => {
  it('says in a line how far it is, which gives way to the result', async () => {
    const run = loadOnTerminal([...SMALL, '--duration', '3s']);
    await run.shows(/\d s, [\d,]+ flows, [\d,]+ requests\/s/);
    expect(await run.ended).toBe(0);
    expect(run.text()).toMatch(/wrong pages/);
    expect(run.text()).not.toMatch(/\d s, [\d,]+ flows, [\d,]+ requests\/s/);
  });

  it('ends at once with Ctrl-C', async () => {
    const run = loadOnTerminal([...SMALL, '--duration', '10m']);
    await run.shows('requests/s');
    run.press('\x03');
    expect(await run.ended).toBe(130);
    expect(run.text()).toContain('Interrupted. The app was stopped.');
  });
});

describe('a load is refused', () => {
  it.each([
    [['--flow', 'login-next', '--flow', 'race'], 'A load test takes one flow'],
    [['--flow', 'all'], 'A load test takes one flow'],
    [['--flow', 'remember'], 'restarts the site'],
    [['--open'], 'Leave --report'],
    [['-v'], 'Leave --report'],
    [['--save'], 'Leave --report'],
    [['--i-own-this-host', 'nowhere.invalid'], 'Name its address with --url'],
    [['--report', 'run.html'], 'Leave --report'],
    [['--pace', 'quick'], 'Leave --report, --pace'],
    [['--reveal'], '--reveal, --open, --verbose and --save out'],
    [['--concurrency', '0'], 'whole number, 1 or more'],
    [['--duration', 'long'], 'a time such as 10s or 2m'],
    [['--url', 'http://nowhere.invalid'], '--i-own-this-host nowhere.invalid'],
    [
      ['--url', 'http://nowhere.invalid', '--i-own-this-host', 'elsewhere.invalid'],
      'is not this machine',
    ],
  ])('with %j', async (args, words) => {
    const { exitCode, stdout, stderr } = await load(['--users', '2', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  it('by no rule of ours once its owner has named the host', async () => {
    const url = 'http://nowhere.invalid';
    const { exitCode, stderr } = await load([
      ...['--users', '2', '--url', url, '--i-own-this-host', 'nowhere.invalid'],
      ...['--login', '/login', '--protected', '/about'],
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`There is no site at ${url}`);
  });
});
