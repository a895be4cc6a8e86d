import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contentsOf, type OpenedStore, openStore, record } from '../../support/records.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { builtFileStore } from '../../support/stopping-store.ts';

const folderOf = (id: string) => createHash('sha256').update(id).digest('hex');
const recordOf = (id: string) => join(folderOf(id), 'record');
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

describe('the file store', () => {
  let directory: string;
  let records: OpenedStore;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    directory = join(scratchFolder(), 'sessions');
    records = await openStore('file', { SESSION_DIR: directory });
  });
  afterEach(async () => {
    await records.close();
    vi.useRealTimers();
  });
  const sweep = async () => {
    await vi.advanceTimersByTimeAsync(60_000);
  };
  const setAge = (name: string, seconds: number) => {
    const time = Date.now() / 1000 - seconds;
    utimesSync(join(directory, name), time, time);
  };

  it('keeps folder and files from other users, and ids from who lists the folder', async () => {
    await records.create('an id', record({}));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory)).toEqual([folderOf('an id')]);
    expect(statSync(join(directory, folderOf('an id'))).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, recordOf('an id'))).mode & 0o777).toBe(0o600);
  });

  it.each(['{"cookie":{}, "user_na', '', 'null', '[]', '{"user_name":"alice"}', '\0\0\0'])(
    'takes a file that holds %j for no session, and sets it aside',
    async (text) => {
      await records.create('torn', record({ user_name: 'alice' }));
      writeFileSync(join(directory, recordOf('torn')), text);
      setAge(recordOf('torn'), -60);
      expect(await records.find('torn')).toBeUndefined();
      expect(readdirSync(directory)).toEqual([`${folderOf('torn')}.unreadable`, 'users']);
    },
  );

  it('does not follow a link out of its folder', async () => {
    const outside = join(scratchFolder(), 'planted');
    await records.create('planted', record({ user_name: 'mallory' }));
    renameSync(join(directory, recordOf('planted')), outside);
    symlinkSync(outside, join(directory, recordOf('planted')));
    expect(await records.find('planted')).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32').each([
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['a folder', (path: string) => mkdirSync(path)],
    [
      'a device',
      (path: string) =>
        isRoot ? execFileSync('mknod', [path, 'c', '1', '5']) : symlinkSync('/dev/zero', path),
    ],
  ])('takes %s in the place of a record for none, and waits for nothing', async (_, put) => {
    await records.create('odd', record({ user_name: 'alice' }));
    rmSync(join(directory, recordOf('odd')));
    put(join(directory, recordOf('odd')));
    setAge(recordOf('odd'), -60);
    expect(await records.find('odd')).toBeUndefined();
    expect(await records.update('odd', (current) => current)).toBe(false);
  });

  it('takes a file in the place of a session for none', async () => {
    writeFileSync(join(directory, folderOf('flat')), '{"cookie":{},"user_name":"alice"}');
    expect(await records.find('flat')).toBeUndefined();
    expect(await records.update('flat', (current) => current)).toBe(false);
    await records.extend('flat', new Date(Date.now() + 60_000));
    expect(await records.delete('flat')).toBe(false);
  });

  it('removes expired sessions, and what killed processes left, without being asked for them', async () => {
    const [expired = '', torn = '', ended = ''] = ['expired', 'torn', 'ended'].map(folderOf);
    for (const name of [expired, `${torn}.unreadable`, `${torn}.0a1b2c.new`]) {
      mkdirSync(join(directory, name));
      writeFileSync(join(directory, name, 'record'), '{}');
      setAge(join(name, 'record'), 120);
    }
    for (const name of [`${expired}/lock`, ended, `${folderOf('begun')}.0a1b2c.new`]) {
      mkdirSync(join(directory, name));
      setAge(name, 120);
    }
    await records.create('alive', record({}));
    await sweep();
    await vi.waitFor(() => expect(readdirSync(directory)).toEqual([folderOf('alive')]));
  });

  it('leaves files alone that are not its own', async () => {
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    setAge('notes.txt', 86_400);
    await records.create('expired', record({}, -120_000));
    await sweep();
    await vi.waitFor(() => expect(existsSync(join(directory, folderOf('expired')))).toBe(false));
    expect(readdirSync(directory)).toEqual(['notes.txt']);
  });

  it('goes on where a process was killed while it held a lock', async () => {
    await records.create('locked', record({}));
    const lock = join(folderOf('locked'), 'lock');
    mkdirSync(join(directory, lock));
    writeFileSync(join(directory, lock, 'a draft'), '{"coo');
    setAge(lock, 10);
    expect(await records.update('locked', (current) => ({ ...current, lang: 'fr' }))).toBe(true);
    expect(contentsOf(await records.find('locked'))).toEqual({ lang: 'fr' });
    expect(readdirSync(join(directory, folderOf('locked')))).toEqual(['record']);
  });

  it('waits for a lock that is held, and goes on when it is let go', async () => {
    await records.create('locked', record({}));
    const lock = join(directory, folderOf('locked'), 'lock');
    mkdirSync(lock);
    writeFileSync(join(lock, 'a draft'), '');
    const update = records.update('locked', (current) => ({ ...current, lang: 'fr' }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(contentsOf(await records.find('locked'))).toEqual({});
    rmSync(join(lock, 'a draft'));
    expect(await update).toBe(true);
    expect(contentsOf(await records.find('locked'))).toEqual({ lang: 'fr' });
  });
});

describe('the folder of the file store', () => {
  const modeOf = (path: string) => statSync(path).mode & 0o7777;
  const open = async (path: string) => (await openStore('file', { SESSION_DIR: path })).close();

  it('is made with all that it is in, for the site alone', async () => {
    const path = join(scratchFolder(), 'var/sessions');
    await open(path);
    expect(modeOf(path)).toBe(0o700);
  });

  it.each([0o700, 0o755, 0o2775])(
    'stays as it is where others cannot write: mode %o',
    async (mode) => {
      const path = scratchFolder();
      chmodSync(path, mode);
      await open(path);
      expect(modeOf(path)).toBe(mode);
    },
  );

  it.each([0o777, 0o1777])('is refused where everybody can write, mode %o', async (mode) => {
    const path = scratchFolder();
    chmodSync(path, mode);
    await expect(open(path)).rejects.toThrow(
      `SESSION_DIR must be a folder that not everybody can write to, and everybody can write to "${path}": choose a new one, or run chmod o-w "${path}".`,
    );
    expect(modeOf(path)).toBe(mode);
  });

  it.skipIf(!isRoot)('may be of another owner, and of a group that we are in', () => {
    const path = scratchFolder();
    chmodSync(path, 0o2775);
    chownSync(path, 0, NOBODY);
    const script = `
      const { openStores } = await import(process.argv[1]);
      const { sessions: store, close } = await openStores(process.env);
      await store.create('an id', { cookie: { expires: new Date(Date.now() + 60_000) }, user_name: 'alice' });
      console.log((await store.find('an id')).user_name);
      await close();
    `;
    const site = builtFileStore();
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script, site],
      { uid: NOBODY, gid: NOBODY, env: { SESSION_DIR: path }, encoding: 'utf8' },
    );
    expect({ stdout, stderr }).toEqual({ stdout: 'alice\n', stderr: '' });
    expect(modeOf(path)).toBe(0o2775);
  });

  const NOT_USABLE: Array<[where: string, place: string, reason: string]> = [
    ['below a file', 'file/sessions', 'ENOTDIR'],
    ['that is a file', 'file', 'ENOTDIR'],
    ['at the end of a link to nowhere', 'link', 'ENOENT'],
    ...(process.platform === 'linux'
      ? ([['where nothing can be made', '/proc/foo/bar', 'ENOENT']] satisfies typeof NOT_USABLE)
      : []),
  ];
  it.each(NOT_USABLE)('is refused %s, with the reason of the system', async (_, place, reason) => {
    const scratch = scratchFolder();
    writeFileSync(join(scratch, 'file'), '');
    symlinkSync(join(scratch, 'nowhere'), join(scratch, 'link'));
    const path = resolve(scratch, place);
    await expect(open(path)).rejects.toThrow(
      `SESSION_DIR must be a folder that this site can write to, not "${path}" (${reason}: `,
    );
  });
});
