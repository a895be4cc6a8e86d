import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { manySessions } from '../support/many-sessions.ts';
import { scratchFolder } from '../support/scratch.ts';
import { inspectStore, STORES, type StoredSessions } from '../support/stored.ts';
import { KEYS, runOnTerminal } from '../support/terminal.ts';

/** Megabytes. What is read below is several times as much. */
const HEAP = 48;

describe.each(STORES)('of many sessions in the %s store', (kind) => {
  it('no more is held than is looked at', async () => {
    const sessions = await manySessions(kind, 500, 400_000);
    const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP}` };
    const all = { exitCode: 0, stdout: '500', stderr: '' };
    expect(await inspectStore(sessions, ['--count'], env)).toEqual(all);
    expect(await inspectStore(sessions, ['--count', '--where', 'user=alice'], env)).toEqual(all);
    const sorted = await inspectStore(sessions, ['--sort', 'size', '--limit', '3'], env);
    expect(sorted.stderr).toContain('3 sessions shown: 3 signed in, of 500');
  });

  it('each is a row, in a pipe', async () => {
    const { exitCode, stdout, stderr } = await inspectStore(await manySessions(kind, 20_000, 10));
    expect(exitCode).toBe(0);
    const ids = new Set(stdout.match(/^\w{8}\b/gm));
    // Of so many, two may be masked alike.
    expect(ids.size).toBeGreaterThan(19_990);
    expect(stdout.split('\n')).toHaveLength(20_001);
    expect(stderr).toContain('20,000 sessions: 20,000 ');
  });
});

/** Runs `inspect` in a shell line, and answers how many session files it has read, as Node itself notes it. */
async function filesReadBy({ args }: StoredSessions, more: string): Promise<number> {
  const cwd = scratchFolder();
  const words = [process.execPath, BIN['session-app'], 'inspect', ...args].map(
    (word) => `'${word}'`,
  );
  await execa('bash', ['-c', `${words.join(' ')} ${more}`], {
    cwd,
    env: { ...CLEAN_ENV, NODE_OPTIONS: '--trace-event-categories=node.fs.sync' },
    extendEnv: false,
  });
  const { traceEvents } = JSON.parse(readFileSync(join(cwd, 'node_trace.1.log'), 'utf8'));
  // Each is looked at once it is open.
  return traceEvents.filter(
    ({ name, ph }: { name: string; ph: string }) => name === 'fs.sync.fstat' && ph === 'B',
  ).length;
}

describe('of many session files', () => {
  it('no more are read than are shown', async () => {
    const sessions = await manySessions('file', 20_000, 10);
    // On a busy machine, Node does not note each of them.
    expect(await filesReadBy(sessions, '')).toBeGreaterThan(10_000);
    expect(await filesReadBy(sessions, '--limit 3')).toBeLessThan(500);
    expect(await filesReadBy(sessions, '--ndjson | head -n 1')).toBeLessThan(10_000);
  });

  it('a line says how far it is, and goes away again', async () => {
    const { args } = await manySessions('file', 20_000, 60_000);
    const run = runOnTerminal(['inspect', ...args, '--count'], { cwd: '/' }, 'session-app');
    await run.shows(/Reading file \S+ … [\d,]+ sessions, \d+ s/);
    expect(await run.ended).toBe(0);
    expect(run.text()).toBe('20000');
  });

  it('Ctrl-C ends it at once', async () => {
    // Read to its end, it would take minutes.
    const { args } = await manySessions('file', 5_000, 8_000_000);
    const run = runOnTerminal(['inspect', ...args, '--count'], { cwd: '/' }, 'session-app');
    await run.shows('Reading file');
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(130);
    expect(run.text()).toBe('Interrupted.');
  });
});
