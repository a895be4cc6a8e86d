import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { readFileBatches } from '../../src/stores/file/read.ts';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { manySessions } from '../support/many-sessions.ts';
import { makeFolder } from '../support/scratch.ts';
import { digest, type StoredSessions } from '../support/stored.ts';

const SESSIONS = 100_000;
/** A look at a small folder takes no time worth a comparison. */
const LEAST_MS = 2_000;

/** A process that makes 100 sessions a second, as a busy site does: written beside, and moved into place. */
const BUSY_SITE = `
  const { createHash, randomUUID } = require('node:crypto');
  const { renameSync, utimesSync, writeFileSync } = require('node:fs');
  const later = new Date(Date.now() + 3_600_000);
  setInterval(() => {
    const path = process.argv[1] + '/' + createHash('sha256').update(randomUUID()).digest('hex');
    writeFileSync(path + '.1f.new', '{"cookie":{},"user_name":"passer-by"}', { mode: 0o600 });
    utimesSync(path + '.1f.new', later, later);
    renameSync(path + '.1f.new', path);
    console.log('made one');
  }, 10);
`;

async function makeBusy(directory: string): Promise<void> {
  const site = spawn(process.execPath, ['-e', BUSY_SITE, directory]);
  onTestFinished(async () => {
    const ended = once(site, 'close');
    site.kill();
    await ended;
  });
  await once(site.stdout, 'data');
  site.stdout.resume();
}

async function timeToRead(directory: string): Promise<{ took: number; digests: Set<string> }> {
  const digests = new Set<string>();
  const began = performance.now();
  for await (const records of readFileBatches(directory, {})) {
    for (const record of records) digests.add(record.digest);
  }
  return { took: performance.now() - began, digests };
}

// To make so many takes longer than to read them.
const folder = makeFolder();
let sessions: StoredSessions;
beforeAll(async () => {
  sessions = await manySessions('file', SESSIONS, 10, folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

it(`${SESSIONS} sessions are read in three times the quiet time at most, while 100 a second are made`, async () => {
  const quiet = await timeToRead(folder);
  expect(quiet.digests.size).toBe(SESSIONS);
  await makeBusy(folder);
  const busy = await timeToRead(folder);
  expect(busy.took).toBeLessThan(3 * Math.max(quiet.took, LEAST_MS));
  expect([...quiet.digests].filter((one) => !busy.digests.has(one))).toEqual([]);
});

it('and a session that begins meanwhile is told by --watch, though the folder never rests', async () => {
  await makeBusy(folder);
  const args = [
    BIN['session-app'],
    'inspect',
    ...sessions.args,
    '--watch',
    '--where',
    'user=carol',
  ];
  const watcher = spawn(process.execPath, args, { env: CLEAN_ENV });
  onTestFinished(async () => {
    const ended = once(watcher, 'close');
    watcher.kill('SIGKILL');
    await ended;
  });
  let told = '';
  watcher.stdout.on('data', (chunk) => {
    told += chunk;
  });
  let said = '';
  watcher.stderr.on('data', (chunk) => {
    said += chunk;
  });
  await vi.waitFor(() => expect(said).toContain('Watching'), { timeout: 30_000 });
  for (let time = 1; time <= 2; time += 1) {
    const id = await sessions.add({ user_name: 'carol', time });
    await vi.waitFor(() => expect(told).toContain(digest(id).slice(0, 8)), { timeout: 40_000 });
  }
});
