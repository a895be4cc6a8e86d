import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Session } from '../../src/sessions/session.ts';
import { readAppSessions } from '../../src/stores/memory/connection.ts';
import { appSocketOf } from '../../src/stores/memory/socket.ts';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { develop, privateRuntime } from '../support/develop.ts';
import { scratchFolder } from '../support/scratch.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
/** An app of tests that keeps its sessions in express-session's own store. */
const IN_MEMORY = 'node redirects-before-saved.cjs';

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('anonymous', 'memory', 'javascript');
});
afterAll(() => site.remove());

async function sessionsOf(directory: string): Promise<Session[]> {
  const records: Session[] = [];
  for await (const record of readAppSessions(directory)) records.push(record);
  return records;
}

async function startSite(env: Record<string, string> = {}) {
  const app = develop({ directory: site.directory, env });
  const [started] = await app.until('started');
  return { app, url: started?.url ?? '' };
}

async function startApp(start: string) {
  const app = develop({ directory: APPS, start });
  const [started] = await app.until('started');
  return { app, url: started?.url ?? '' };
}

describe('the sessions in the memory of an app that runs', () => {
  it('are read as any store’s are', async () => {
    privateRuntime();
    const { url } = await startSite();
    expect(await sessionsOf(site.directory)).toEqual([]);
    await new Visitor(url).get('/');
    await new Visitor(url).post('/login', { username: 'alice' });
    const records = await sessionsOf(site.directory);
    expect(records).toMatchObject([
      { state: 'live', user: 'alice', data: { user_name: 'alice' } },
      { state: 'live', user: null, data: { lang: 'en', theme: 'dark' } },
    ]);
    for (const { id, digest, created, used, expires } of records) {
      expect(digest.startsWith(id)).toBe(true);
      expect([created, used, expires].every((time) => time instanceof Date)).toBe(true);
    }
  });

  it('are the same after they were read, and those that have expired are still there', async () => {
    privateRuntime();
    const { url } = await startSite({ SESSION_IDLE: '1s' });
    await new Visitor(url).get('/');
    await pause(1_100);
    await new Visitor(url).get('/');
    const first = await sessionsOf(site.directory);
    // The second one may have expired by now as well.
    expect(first).toHaveLength(2);
    expect(first[0]).toMatchObject({ state: 'expired' });
    await pause(20);
    const stateless = (records: Session[]) => records.map(({ state: _, ...rest }) => rest);
    expect(stateless(await sessionsOf(site.directory))).toEqual(stateless(first));
  });

  it('are read from express-session’s own store too', async () => {
    privateRuntime();
    const { url } = await startApp(IN_MEMORY);
    const visitor = new Visitor(url);
    await visitor.get('/');
    expect(await sessionsOf(APPS)).toMatchObject([{ data: { theme: 'dark' }, user: null }]);
  });

  it('are found however the folder is named', async () => {
    privateRuntime();
    await startSite();
    const link = join(scratchFolder(), 'link');
    symlinkSync(site.directory, link);
    expect(await sessionsOf(`${link}/`)).toEqual([]);
  });

  it('can be asked for by many at the same time', async () => {
    privateRuntime();
    const { url } = await startSite();
    await Promise.all(Array.from({ length: 50 }, () => new Visitor(url).get('/')));
    const readings = await Promise.all(
      Array.from({ length: 10 }, () => sessionsOf(site.directory)),
    );
    for (const records of readings) expect(new Set(records.map(({ id }) => id)).size).toBe(50);
  });

  it('end with a signal’s reason', async () => {
    privateRuntime();
    await startSite();
    const reading = readAppSessions(site.directory, { signal: AbortSignal.abort('enough') });
    await expect(reading.next()).rejects.toBe('enough');
  });
});

describe('where nobody can tell of them, that is said', () => {
  const unreadable = (words: RegExp) =>
    expect.objectContaining({
      code: 'store-unreadable',
      message: expect.stringMatching(words),
    });

  it('of an app that does not run, with what to type', async () => {
    privateRuntime();
    await expect(sessionsOf(site.directory)).rejects.toEqual(
      unreadable(
        /^The sessions of \S+ live in the memory of the app\. To look into it, keep it running with:\n {2}session-app dev \S+$/,
      ),
    );
  });

  it('of an app whose store is elsewhere', async () => {
    privateRuntime();
    await startApp(`SESSIONS=${scratchFolder()} node keeps-its-id.cjs`);
    await expect(sessionsOf(APPS)).rejects.toEqual(
      unreadable(/does not keep its sessions in memory/),
    );
  });

  it('of an app that has crashed and waits to be mended', async () => {
    privateRuntime();
    const app = develop({
      directory: APPS,
      start: 'sh -c "node crashes-at-sign-in.cjs; sleep 60"',
    });
    const [started] = await app.until('started');
    await new Visitor(started?.url ?? '').post('/login', { username: 'alice' }).catch(() => {});
    await app.until('stopped');
    await expect(sessionsOf(APPS)).rejects.toEqual(unreadable(/no session store at the moment/));
  });

  it('of an app whose watcher was killed; and it starts again all the same', async () => {
    const XDG_RUNTIME_DIR = privateRuntime();
    const killed = execa(process.execPath, [BIN['session-app'], 'dev', site.directory], {
      env: { ...CLEAN_ENV, XDG_RUNTIME_DIR, PORT: '0' },
      extendEnv: false,
      reject: false,
    });
    await vi.waitFor(async () => expect(await sessionsOf(site.directory)).toEqual([]), {
      timeout: 20_000,
    });
    killed.kill('SIGKILL');
    await killed;
    await expect(sessionsOf(site.directory)).rejects.toEqual(unreadable(/was killed/));
    await startSite();
    expect(await sessionsOf(site.directory)).toEqual([]);
  });
});

it('a second one for the same app says so, and leaves the first alone', async () => {
  privateRuntime();
  await startSite();
  await expect(develop({ directory: site.directory }).until('started')).rejects.toMatchObject({
    code: 'app-failed',
    message: expect.stringContaining('already running under another session-app dev'),
  });
  expect(await sessionsOf(site.directory)).toEqual([]);
});

describe('only this user can ask', () => {
  it('at a socket of mode 600 in a folder of mode 700, which goes with the app', async () => {
    const folder = join(privateRuntime(), 'session-app');
    const { app } = await startSite();
    const [name = ''] = readdirSync(folder);
    expect(name).toMatch(/^[0-9a-f]{32}\.sock$/);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    await app.stop();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a link', (folder: string) => symlinkSync(scratchFolder(), folder), /is not a folder/],
    [
      'open to others',
      (folder: string) => {
        mkdirSync(folder);
        chmodSync(folder, 0o755);
      },
      /can be opened by other users/,
    ],
    ...(process.getuid?.() === 0
      ? [
          [
            'another user’s',
            (folder: string) => {
              mkdirSync(folder, { mode: 0o700 });
              chownSync(folder, 65_534, 65_534);
            },
            /belongs to another user/,
          ] as const,
        ]
      : []),
  ] as const)('so a folder that is %s is refused', async (_title, make, words) => {
    make(join(privateRuntime(), 'session-app'));
    const refused = { code: 'store-unreadable', message: expect.stringMatching(words) };
    await expect(sessionsOf(site.directory)).rejects.toMatchObject(refused);
    const app = develop({ directory: site.directory });
    await expect(app.until('started')).rejects.toMatchObject(refused);
  });
});

describe('the folder is', () => {
  const folderIn = (env: NodeJS.ProcessEnv) => appSocketOf(site.directory, env).folder;

  it('in XDG_RUNTIME_DIR', () => {
    const XDG_RUNTIME_DIR = scratchFolder();
    expect(folderIn({ XDG_RUNTIME_DIR })).toBe(join(XDG_RUNTIME_DIR, 'session-app'));
    expect(existsSync(join(XDG_RUNTIME_DIR, 'session-app'))).toBe(false);
  });

  it.each([
    ['is not set', {}],
    ['is empty', { XDG_RUNTIME_DIR: '' }],
    ['is relative', { XDG_RUNTIME_DIR: 'run' }],
    ['is gone', { XDG_RUNTIME_DIR: '/run/user/none' }],
  ])('among temporary files where XDG_RUNTIME_DIR %s', (_title, env) => {
    expect(folderIn(env)).toBe(join(tmpdir(), `session-app-${process.getuid?.()}`));
  });

  it('refused where a socket’s path would be too long', () => {
    const XDG_RUNTIME_DIR = join(scratchFolder(), 'x'.repeat(80));
    mkdirSync(XDG_RUNTIME_DIR);
    expect(() => folderIn({ XDG_RUNTIME_DIR })).toThrow(/too long for a socket/);
  });
});
