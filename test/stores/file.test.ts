import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionStore } from '../../templates/base/src/sessions/session-store.ts';
import { openSessionStore } from '../../templates/store-file/src/sessions/open-store.ts';
import { contentsOf, record } from '../support/records.ts';
import { scratchFolder } from '../support/scratch.ts';

const fileOf = (id: string) => createHash('sha256').update(id).digest('hex');

describe('the file store', () => {
  let directory: string;
  let records: SessionStore;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    directory = join(scratchFolder(), 'sessions');
    records = await openSessionStore({ SESSION_DIR: directory });
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
    expect(readdirSync(directory)).toEqual([fileOf('an id')]);
    expect(statSync(join(directory, fileOf('an id'))).mode & 0o777).toBe(0o600);
  });

  it.each(['{"cookie":{}, "user_na', '', 'null', '[]', '{"user_name":"alice"}', '\0\0\0'])(
    'takes a file that holds %j for no session, and sets it aside',
    async (text) => {
      await records.create('torn', record({ user_name: 'alice' }));
      writeFileSync(join(directory, fileOf('torn')), text);
      setAge(fileOf('torn'), -60);
      expect(await records.find('torn')).toBeUndefined();
      expect(readdirSync(directory)).toEqual([`${fileOf('torn')}.unreadable`]);
    },
  );

  it('does not follow a link out of its folder', async () => {
    const outside = join(scratchFolder(), 'planted');
    await records.create('planted', record({ user_name: 'mallory' }));
    renameSync(join(directory, fileOf('planted')), outside);
    symlinkSync(outside, join(directory, fileOf('planted')));
    expect(await records.find('planted')).toBeUndefined();
  });

  it('removes expired sessions, and what killed processes left, without being asked for them', async () => {
    const leftovers = ['expired', 'torn'].map(fileOf);
    const [expired = '', torn = ''] = leftovers;
    const names = [expired, `${torn}.unreadable`, `${torn}.0a1b2c.new`, `${torn}.lock`];
    for (const name of names) {
      writeFileSync(join(directory, name), '{}');
      setAge(name, 120);
    }
    await records.create('alive', record({}));
    await sweep();
    await vi.waitFor(() => expect(readdirSync(directory)).toEqual([fileOf('alive')]));
  });

  it('leaves files alone that are not its own', async () => {
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    setAge('notes.txt', 86_400);
    writeFileSync(join(directory, fileOf('expired')), '{}');
    setAge(fileOf('expired'), 120);
    await sweep();
    await vi.waitFor(() => expect(existsSync(join(directory, fileOf('expired')))).toBe(false));
    expect(readdirSync(directory)).toEqual(['notes.txt']);
  });

  it('goes on where a process was killed while it held a lock', async () => {
    await records.create('locked', record({}));
    writeFileSync(join(directory, `${fileOf('locked')}.lock`), '');
    setAge(`${fileOf('locked')}.lock`, 10);
    await records.update('locked', (current) => ({ ...current, lang: 'fr' }));
    expect(contentsOf(await records.find('locked'))).toEqual({ lang: 'fr' });
  });

  it('says which setting names a folder that cannot be made', async () => {
    const inAFile = join(directory, 'file', 'sessions');
    writeFileSync(join(directory, 'file'), '');
    await expect(openSessionStore({ SESSION_DIR: inAFile })).rejects.toThrow(
      `SESSION_DIR must be a folder that belongs to this site's user, not "${inAFile}"`,
    );
  });
});
