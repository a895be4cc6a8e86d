import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { appSocketOf } from '../../src/stores/memory/socket.ts';
import { runCli } from '../support/cli.ts';
import { type DevRun, startDev } from '../support/dev-run.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const VISITORS = 25;

let site: InstalledSite;
let run: DevRun;
let sessions = 0;
/** How many files the watching process has open while nobody visits. */
let openAtFirst: number;
beforeAll(async () => {
  site = await borrowSite('anonymous', 'memory', 'javascript');
  run = await startDev([site.directory]);
  openAtFirst = openFiles();
});
afterAll(async () => {
  await run.stop();
  await site.remove();
});

async function haveSessions(count: number): Promise<void> {
  for (; sessions < count; sessions += 50) {
    await Promise.all(Array.from({ length: 50 }, () => new Visitor(run.url).get('/')));
  }
}

/** Where the sessions of the app can be asked for. */
const livePath = () => appSocketOf(site.directory, run.env).path;

/** Where the app itself reports. */
function probePath(): string {
  const { TMPDIR = '' } = run.env;
  const [folder = ''] = readdirSync(TMPDIR).filter((name) => name.startsWith('session-app-'));
  return join(TMPDIR, folder, 'dev.sock');
}

async function come(path: string): Promise<Socket> {
  const socket = connect({ path, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

async function read(socket: Socket): Promise<void> {
  socket.resume();
  await once(socket, 'end');
}

/** What visitors do, of whom nobody knows why they came. */
const VISITS: Record<string, (socket: Socket) => Promise<unknown>> = {
  'leave at once': async (socket) => socket.destroy(),
  'leave in the middle of the answer': async (socket) => {
    await once(socket, 'data');
    socket.destroy();
  },
  'leave with an answer that they did not read': async (socket) => {
    await once(socket, 'readable');
    await pause(50);
    socket.destroy();
  },
  'write junk and leave': async (socket) => {
    socket.write('GET / HTTP/1.1\r\n\r\n{"ask":');
    await pause(10);
    socket.destroy();
  },
  'write much junk, and read all the same': async (socket) => {
    socket.write(Buffer.alloc(1024 * 1024, '\0'));
    await read(socket);
    socket.destroy();
  },
  'hang up, and wait for the answer all the same': async (socket) => {
    socket.end('junk');
    await read(socket);
  },
  'read all, and do not hang up': async (socket) => read(socket),
  'stay, and say and read nothing': async (socket) => socket.pause(),
};

/** Nobody can tell where the system has no such folder. */
function openFiles(): number {
  if (!existsSync('/proc/self/fd')) return 0;
  return readdirSync(`/proc/${run.pid}/fd`).length;
}

async function checkThatNothingHasChanged(): Promise<void> {
  expect((await new Visitor(run.url).get('/healthz')).status).toBe(200);
  const counted = await runCli(['inspect', site.directory, '--count'], {
    bin: 'session-app',
    env: run.env,
  });
  expect(counted.stderr).toBe('');
  expect(Number(counted.stdout)).toBe(sessions);
  expect(run.runs()).toBe(true);
}

describe.each([
  ['fits into a socket', 50],
  ['does not fit into a socket', 1_500],
])(`${VISITORS} visitors change nothing, where the answer %s`, (_title, count) => {
  beforeAll(() => haveSessions(count));

  it.each(Object.entries(VISITS))('where they %s', async (_title, visit) => {
    const visitors = await Promise.all(Array.from({ length: VISITORS }, () => come(livePath())));
    await Promise.all(visitors.map(visit));
    await checkThatNothingHasChanged();
  });

  it('and none of them is kept once it has left', async () => {
    await vi.waitFor(() => expect(openFiles()).toBeLessThanOrEqual(openAtFirst), {
      timeout: 20_000,
    });
  });
});

describe('nor do others, who come', () => {
  it('to the app’s own line, with junk', async () => {
    const visitors = await Promise.all(Array.from({ length: VISITORS }, () => come(probePath())));
    for (const visitor of visitors) {
      visitor.write('junk\nnull\n1\n{"type":"unheard of"}\n', () => visitor.destroy());
    }
    await checkThatNothingHasChanged();
  });

  it('as a second session-app dev, which is refused each time', async () => {
    for (let time = 1; time <= 3; time += 1) {
      const second = await runCli(['dev', site.directory], { bin: 'session-app', env: run.env });
      expect(second.exitCode).toBe(3);
      expect(second.stderr).toContain('already running under another session-app dev');
      await checkThatNothingHasChanged();
    }
  });
});
