import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProbeLine } from '../../src/probe/line/line.ts';
import { PROBE_SOCKET } from '../../src/probe/messages.ts';
import { runCli } from '../support/cli.ts';
import { freePort } from '../support/redis.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const PROBE = resolve('dist/probe.cjs');

const WATCHED = ['memory', 'objects', 'a proxy', 'frozen later', 'no class'] as const;
const UNWATCHED = [
  'getters that throw',
  'methods that stay',
  'a proxy that refuses',
  'a proxy that ignores',
] as const;
const UNSEEN = 'no emitter';

/** Starts the app, and takes a visitor through it: what became of that. */
async function visitApp(args: string[], env: Record<string, string> = {}, options = '') {
  const port = await freePort();
  const app = spawn(process.execPath, ['odd-store.cjs', ...args], {
    cwd: APPS,
    env: { ...process.env, PORT: String(port), NODE_OPTIONS: options, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void app.kill('SIGKILL'));
  let printed = '';
  for (const stream of [app.stdout, app.stderr]) {
    stream.on('data', (text) => {
      printed += text;
    });
  }
  const visitor = new Visitor(`http://127.0.0.1:${port}`);
  await vi.waitFor(() => visitor.get('/login'), { timeout: 20_000, interval: 50 });
  const answers = [
    await visitor.get('/'),
    await visitor.post('/login', { username: 'alice' }),
    await visitor.get('/about'),
    await visitor.get('/?odd'),
    await visitor.get('/about'),
  ];
  return {
    answers: answers.map(({ status, body }) => `${status} ${body}`),
    exitCode: app.exitCode,
    printed,
  };
}

async function visitWatched(args: string[]) {
  const line = new ProbeLine(scratchFolder(), 'test');
  await line.open();
  onTestFinished(() => line.close());
  const seen = await visitApp(args, { [PROBE_SOCKET]: line.path }, `--require "${PROBE}"`);
  return { line, seen };
}

describe.each([...WATCHED, ...UNWATCHED, UNSEEN])('an app with an odd store: %s', (kind) => {
  it('does the same with the probe in it as without', async () => {
    const alone = await visitApp([kind]);
    const { seen } = await visitWatched([kind]);
    expect(seen).toEqual(alone);
    expect(alone.answers[2]).toContain('alice');
    if (kind !== 'memory') expect(alone.answers[3]).toContain('caught It does not want to');
  });
});

it.each(WATCHED)('what a store holds is told: %s', async (kind) => {
  const { line } = await visitWatched([kind, 'tidy']);
  expect(line.watches).toBe(true);
  const sessions = await line.settle(true, 10_000);
  expect(sessions?.filter(({ text }) => text?.includes('"user":"alice"'))).toHaveLength(1);
});

it('as long as a store holds what cannot be written down, nobody says that all of it was told', async () => {
  const { line } = await visitWatched(['objects']);
  expect(await line.settle(true, 10_000)).toBeUndefined();
});

it.each([...UNWATCHED, UNSEEN])('a store that nobody can watch is not seen: %s', async (kind) => {
  const { line } = await visitWatched([kind]);
  expect(line.watches).toBe(false);
});

it.each([
  ['methods that stay', true],
  ['no emitter', true],
  ['objects', false],
])('simulate says so in a sentence, and passes: %s', async (kind, isSaid) => {
  const start = `node odd-store.cjs "${kind}"`;
  const { stdout, exitCode } = await runCli(['simulate', APPS, '--start', start], {
    bin: 'session-app',
  });
  expect(exitCode).toBe(0);
  expect(stdout.includes('The session store could not be looked into')).toBe(isSaid);
});
