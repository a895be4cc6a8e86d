import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionStore } from '../../templates/base/src/sessions/session-store.ts';
import { SITE_NAME } from '../../templates/base/src/site.ts';
import { openSessionStore } from '../../templates/store-file/src/sessions/open-store.ts';
import { startApp } from '../support/app.ts';
import { record } from '../support/records.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Visitor } from '../support/visitor.ts';

const isRoot = process.getuid?.() === 0;
/** A disk of 64 KiB is soon full; to have one takes the right to mount it. */
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;

describe('when the session folder fails', () => {
  let directory: string;
  let url: string;
  let records: SessionStore;
  let log: ReturnType<typeof vi.spyOn>;
  beforeEach(async () => {
    directory = join(scratchFolder(), 'sessions');
    records = await openSessionStore({ SESSION_DIR: directory });
    url = await startApp({}, records);
    log = vi.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const expectRefusal = async (visitor: Visitor) => {
    const answer = await visitor.post('/login', { username: 'alice' });
    expect(answer.status).toBe(503);
    expect(answer.cookies).toEqual([]);
    expect(answer.body).toContain('We cannot reach our sessions at the moment.');
    expect(answer.body).not.toMatch(/EACCES|ENOENT|ENOSPC|EROFS|ENOTDIR|\.sessions|at .*\.ts/);
  };

  it('because it was deleted: whoever was signed in signs in again, and it is there again', async () => {
    const alice = new Visitor(url);
    await alice.post('/login', { username: 'alice' });
    rmSync(directory, { recursive: true });
    expect((await alice.get('/about')).status).toBe(302);
    expect((await alice.post('/login', { username: 'alice' })).status).toBe(302);
    expect((await alice.get('/about')).status).toBe(200);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('because something else lies in its place: 503, the cause in the log once, and back by itself', async () => {
    rmSync(directory, { recursive: true });
    execFileSync('touch', [directory]);
    for (let n = 0; n < 3; n += 1) await expectRefusal(new Visitor(url));
    expect(log).toHaveBeenCalledTimes(1);
    expect(String(log.mock.calls[0])).toContain('The session store fails:');
    expect((await new Visitor(url).get('/healthz')).status).toBe(503);
    expect((await new Visitor(url).get('/products')).status).toBe(200);
    rmSync(directory);
    expect((await new Visitor(url).post('/login', { username: 'alice' })).status).toBe(302);
    expect((await new Visitor(url).get('/healthz')).status).toBe(200);
  });

  it.skipIf(!mayMount)(
    'because the disk is full: 503, and nothing half-written stays',
    async () => {
      const disk = join(scratchFolder(), 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
      try {
        const full = await openSessionStore({ SESSION_DIR: join(disk, 'sessions') });
        const site = await startApp({}, full);
        execFileSync('sh', ['-c', `head -c 1M /dev/zero > ${disk}/filler || true`], {
          stdio: 'ignore',
        });
        await expectRefusal(new Visitor(site));
        expect(readdirSync(join(disk, 'sessions'))).toEqual([]);
        rmSync(join(disk, 'filler'));
        expect((await new Visitor(site).post('/login', { username: 'alice' })).status).toBe(302);
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    },
  );

  it.skipIf(!mayMount).each([
    ['not even the new session fits', 0],
    ['the new session fits, and the old one cannot be made worthless', 4_096],
  ])(
    'because the disk is full at a sign-in: 503, and all is as before, where %s',
    async (_, room) => {
      const disk = join(scratchFolder(), 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
      try {
        const store = await openSessionStore({ SESSION_DIR: join(disk, 'sessions') });
        const visitor = new Visitor(await startApp({}, store));
        await visitor.get('/home');
        const begun = visitor.jar.get(SITE_NAME);
        const filler = join(disk, 'filler');
        execFileSync('sh', ['-c', `head -c 1M /dev/zero > ${filler} || true`], { stdio: 'ignore' });
        truncateSync(filler, statSync(filler).size - room);
        const before = readdirSync(join(disk, 'sessions'), { recursive: true });

        await expectRefusal(visitor);
        expect(readdirSync(join(disk, 'sessions'), { recursive: true })).toEqual(before);
        expect((await visitor.get('/home')).cookies).toEqual([]);
        expect(visitor.jar.get(SITE_NAME)).toBe(begun);
        rmSync(filler);
        expect((await visitor.post('/login', { username: 'alice' })).status).toBe(302);
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    },
  );

  it.skipIf(!isRoot)('a file that somebody else made opens no session', async () => {
    await records.create('planted', record({ user_name: 'admin' }));
    const [file = ''] = readdirSync(directory);
    expect(file).toBe(createHash('sha256').update('planted').digest('hex'));
    chownSync(join(directory, file), 65_534, 65_534);
    expect(await records.find('planted')).toBeUndefined();
  });

  it('a folder that others could write to is closed to them at the start', async () => {
    chmodSync(directory, 0o777);
    await (await openSessionStore({ SESSION_DIR: directory })).close();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });
});
