import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
/** The command alone takes about 100 MB; what an app sends or prints may add some copies of 8 MB. */
const MOST_MEMORY_MB = 400;

/** A file with a flow of one page. */
function flowTo(path: string): string {
  const file = join(scratchFolder(), 'flow.json');
  const steps = [{ title: 'the page', do: { get: path }, expect: [{ status: 200 }] }];
  writeFileSync(file, JSON.stringify({ name: 'one-page', about: 'a page', steps }));
  return file;
}

/** Runs the command; answers its JSON lines, and how much memory it took at most, as far as the system tells. */
async function run(args: readonly string[]) {
  const child = execa(process.execPath, [BIN['session-app'], ...args, '--json'], {
    env: CLEAN_ENV,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  let memory = 0;
  const status = `/proc/${child.pid}/status`;
  const clock = setInterval(() => {
    if (!existsSync(status)) return;
    const [, kilobytes = 0] = /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8')) ?? [];
    memory = Math.max(memory, Number(kilobytes) / 1024);
  }, 50);
  const { exitCode, stdout, stderr } = await child;
  clearInterval(clock);
  const events = stdout.split('\n').map((line) => JSON.parse(line));
  return { exitCode, stderr, events, memory };
}

function simulate(how: string) {
  const flow = flowTo(`/?how=${how}`);
  return run([
    'simulate',
    APPS,
    '--start',
    'node never-ends.cjs',
    '--flow',
    flow,
    '--timeout',
    '3',
  ]);
}

describe('simulate waits no longer than --timeout for a response', () => {
  it.each([
    ['trickles', 'trickle', 'the response did not end within 3 s'],
    ['has no end', 'endless', 'the response did not end within 3 s'],
    ['ends at its headers', 'headers', 'the response did not end within 3 s'],
    ['waits for a store that is silent', 'hung-store', 'no answer in 3 s'],
    ['does not come, as the app is busy for ever', 'busy', 'no answer in 3 s'],
  ])('that %s', async (_title, how, words) => {
    const { exitCode, events, memory } = await simulate(how);
    const step = events.find(({ type }) => type === 'step');
    expect(step.error).toBe(words);
    expect(step.checks).toMatchObject([{ what: 'the response', passed: false, got: words }]);
    expect(step.took).toBeLessThan(10_000);
    expect(exitCode).toBe(1);
    expect(memory).toBeLessThan(MOST_MEMORY_MB);
  });

  it('and load does not either', async () => {
    const flow = flowTo('/?how=endless');
    const { exitCode, events, memory } = await run([
      ...['simulate', APPS, '--start', 'node never-ends.cjs', '--flow', flow],
      ...['--timeout', '3', '--users', '5', '--concurrency', '5'],
    ]);
    expect(events.at(-1).message).toContain('the response did not end within 3 s');
    expect(exitCode).toBe(3);
    expect(memory).toBeLessThan(MOST_MEMORY_MB);
  });
});

describe('of a body, 8 MB are kept, and the rest is counted', () => {
  it.each([
    ['of 100 MB', 100_000_000, { size: 100_000_000, kept: 8_000_000 }],
    ['of a byte too much', 8_000_001, { size: 8_000_001, kept: 8_000_000 }],
  ])('%s', async (_title, bytes, response) => {
    const { exitCode, events, memory } = await simulate(`large&bytes=${bytes}`);
    const step = events.find(({ type }) => type === 'step');
    expect(step.response).toMatchObject(response);
    expect(step.response.body).toHaveLength(8_000_000);
    expect(step.notes).toContainEqual(
      expect.stringMatching(/^\d+ MB came: the first 8 MB were kept, the rest was counted$/),
    );
    expect(exitCode).toBe(0);
    expect(memory).toBeLessThan(MOST_MEMORY_MB);
  });

  it('of 8 MB, all', async () => {
    const { events } = await simulate('large&bytes=8000000');
    const step = events.find(({ type }) => type === 'step');
    expect(step.response.size).toBe(8_000_000);
    expect(step.response).not.toHaveProperty('kept');
    expect(step.notes.join()).not.toContain('MB');
  });

  it('under a load as well', async () => {
    const { exitCode, events, memory } = await run([
      ...['simulate', APPS, '--start', 'node never-ends.cjs'],
      ...['--flow', flowTo('/?how=large&bytes=100000000')],
      ...['--users', '6', '--concurrency', '3'],
    ]);
    expect(events.at(-1)).toMatchObject({ passed: true, requests: { done: 6 } });
    expect(exitCode).toBe(0);
    expect(memory).toBeLessThan(MOST_MEMORY_MB);
  });
});

it('what an app prints without an end fills no memory', async () => {
  const { exitCode, memory } = await simulate('prints');
  expect(exitCode).toBe(0);
  expect(memory).toBeLessThan(MOST_MEMORY_MB);
});
