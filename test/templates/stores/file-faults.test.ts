import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SessionData } from 'express-session';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { NoRoomError } from '../../../templates/base/src/sessions/store/session-store.ts';
import { SITE_NAME } from '../../../templates/base/src/settings/site.ts';
import { startApp } from '../../support/app.ts';
import { contentsOf, type OpenedStore, openStore, record } from '../../support/records.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { Visitor } from '../../support/visitor.ts';

const isRoot = process.getuid?.() === 0;
/** A small disk is soon full; to have one takes the right to mount it. */
const mayMount = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;

describe('when the session folder fails', () => {
  let directory: string;
  let url: string;
  let records: OpenedStore;
  let log: ReturnType<typeof vi.spyOn>;
  beforeEach(async () => {
    directory = join(scratchFolder(), 'sessions');
    records = await openStore('file', { SESSION_DIR: directory });
    url = await startApp({}, records);
    log = vi.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
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
    await expectHealthy(url);
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a link that leads nowhere', (path: string) => symlinkSync('nowhere', path)],
  ])(
    '%s where the sessions of a user are listed: they get 503, and the others their pages',
    async (_, put) => {
      mkdirSync(join(directory, 'users'));
      const list = join(directory, 'users', createHash('sha256').update('alice').digest('hex'));
      put(list);
      await expectRefusal(new Visitor(url));
      expect(String(log.mock.calls[0])).toContain(
        `something else where a folder should be, at ${list}`,
      );
      expect((await new Visitor(url).post('/login', { username: 'bob' })).status).toBe(302);
      rmSync(list);
      expect((await new Visitor(url).post('/login', { username: 'alice' })).status).toBe(302);
    },
  );

  it.skipIf(!isRoot)('a file that somebody else made opens no session', async () => {
    await records.create('planted', record({ user_name: 'admin' }));
    const [folder = ''] = readdirSync(directory);
    expect(folder).toBe(createHash('sha256').update('planted').digest('hex'));
    chownSync(join(directory, folder, 'record'), 65_534, 65_534);
    expect(await records.find('planted')).toBeUndefined();
  });
});

/** A disk of its own, which goes when the running test ends. */
function mountDisk(options: string): string {
  const disk = scratchFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  return disk;
}

/** The same, as most disks are, where also the names of files take room. It is in a file of so many megabytes. */
function mountExt4(size: number): string {
  const disk = scratchFolder();
  const image = join(scratchFolder(), 'image');
  execFileSync('truncate', ['-s', `${size}M`, image]);
  execFileSync('mkfs.ext4', ['-q', '-m', '0', image]);
  execFileSync('mount', ['-o', 'loop', image, disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  return disk;
}

/** Takes all room, on ext4 also that for the names of more files. */
function fillUp(disk: string): void {
  const files = 'i=0; while [ $i -lt 3000 ] && touch "$0/$i"; do i=$((i+1)); done';
  const fill = `head -c 100M /dev/zero > "$0/filler"; df -t ext4 "$0" && { ${files}; }`;
  spawnSync('sh', ['-c', fill, disk], { stdio: 'ignore' });
}

describe.skipIf(!mayMount)('on a disk that is full', () => {
  const open = (disk: string) => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    return openStore('file', { SESSION_DIR: join(disk, 'sessions') });
  };
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('the site answers 503, says why once, stores no half of a session, and goes on when there is room', async () => {
    const disk = mountDisk('size=64k');
    const records = await open(disk);
    const url = await startApp({}, records);
    fillUp(disk);
    for (let n = 0; n < 3; n += 1) await expectRefusal(new Visitor(url));
    expect(console.error).toHaveBeenCalledTimes(1);
    expect(String(vi.mocked(console.error).mock.calls[0])).toContain('no space left on device');
    expect((await new Visitor(url).get('/healthz')).status).toBe(503);
    expect(readdirSync(join(disk, 'sessions'))).toEqual([]);
    rmSync(join(disk, 'filler'));
    expect((await new Visitor(url).post('/login', { username: 'alice' })).status).toBe(302);
    await expectHealthy(url);
  });

  it.each([
    ['not even the new session fits', 0],
    ['the new session fits, and the old one cannot be made worthless', 4_096],
  ])('nobody signs in, and all is as before, where %s', async (_, room) => {
    const disk = mountDisk('size=64k');
    const visitor = new Visitor(await startApp({}, await open(disk)));
    await visitor.get('/home');
    const begun = visitor.jar.get(SITE_NAME);
    const filler = join(disk, 'filler');
    fillUp(disk);
    truncateSync(filler, statSync(filler).size - room);
    const before = readdirSync(join(disk, 'sessions'), { recursive: true });

    await expectRefusal(visitor);
    expect(readdirSync(join(disk, 'sessions'), { recursive: true })).toEqual(before);
    expect((await visitor.get('/home')).cookies).toEqual([]);
    expect(visitor.jar.get(SITE_NAME)).toBe(begun);
    rmSync(filler);
    expect((await visitor.post('/login', { username: 'alice' })).status).toBe(302);
  });

  it.each([
    ['tmpfs', () => mountDisk('size=1m')],
    ['ext4', () => mountExt4(4)],
  ])(
    'people sign out, and a session that cannot be changed stays as it is: %s',
    async (_, mount) => {
      const disk = mount();
      const records = await open(disk);
      const ids = Array.from({ length: 100 }, (_, n) => `id-${n}`);
      for (const id of ids) await records.create(id, record({ user_name: 'alice' }));
      fillUp(disk);
      const change = (current: SessionData) => ({ ...current, note: 'x'.repeat(10_000) });
      await expect(records.update('id-0', change)).rejects.toThrow('no space left on device');
      expect(contentsOf(await records.find('id-0'))).toEqual({ user_name: 'alice' });
      for (const id of ids) expect(await records.delete(id)).toBe(true);
      for (const id of ids) expect(await records.find(id)).toBeUndefined();
      expect(readdirSync(join(disk, 'sessions'))).toEqual([]);
    },
  );

  it('somebody who ends all their other sessions makes the room that this takes', async () => {
    const disk = mountDisk('size=64k');
    const url = await startApp({}, await open(disk));
    const [here, ...others] = [1, 2, 3, 4].map(() => new Visitor(url));
    for (const browser of [here, ...others]) await browser?.post('/login', { username: 'alice' });
    const copy = here?.at(url);
    fillUp(disk);
    expect((await here?.post('/account/end-others'))?.status).toBe(303);
    expect((await here?.get('/account'))?.body).toContain('You are signed in here only.');
    for (const browser of [copy, ...others]) {
      expect((await browser?.get('/account'))?.status).toBe(302);
    }
  });

  it.each([
    ['room', 'size=1m'],
    ['files', 'size=10m,nr_inodes=200'],
  ])('visitors leave a tenth of the %s to those who sign in', async (_, options) => {
    const records = await open(mountDisk(options));
    let visitors = 0;
    const come = async () => {
      for (;;) {
        await records.create(`visitor-${visitors}`, record({ lang: 'en' }));
        visitors += 1;
      }
    };
    await expect(come).rejects.toThrow(NoRoomError);
    expect(visitors).toBeGreaterThan(30);
    for (const name of ['alice', 'bob', 'carol']) {
      await records.create(name, record({ user_name: name }));
      expect(await records.find(name)).toBeDefined();
    }
    // Room that others gave back is there for visitors again.
    for (let n = 0; n < 20; n += 1) await records.delete(`visitor-${n}`);
    await records.create('another', record({}));
  });

  it('it is known beforehand that no session could be stored, also where nothing may be written', async () => {
    const disk = mountDisk('size=64k');
    const records = await open(disk);
    await records.check();
    expect(readdirSync(join(disk, 'sessions'))).toEqual([]);
    fillUp(disk);
    await expect(records.check()).rejects.toThrow('no space left on device');
    rmSync(join(disk, 'filler'));
    await records.check();
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    await expect(records.check()).rejects.toThrow('read-only file system');
  });
});

async function expectRefusal(visitor: Visitor): Promise<void> {
  const answer = await visitor.post('/login', { username: 'alice' });
  expect(answer.status).toBe(503);
  expect(answer.cookies).toEqual([]);
  expect(answer.body).toContain('We cannot reach our sessions at the moment.');
  expect(answer.body).not.toMatch(/EACCES|ENOENT|ENOSPC|EROFS|ENOTDIR|\.sessions|at .*\.ts/);
}

/** What a site knows of its store it knows for a second. */
async function expectHealthy(url: string): Promise<void> {
  const status = async () => (await new Visitor(url).get('/healthz')).status;
  await expect.poll(status, { timeout: 10_000 }).toBe(200);
}
