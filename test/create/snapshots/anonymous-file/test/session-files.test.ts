import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Cookie, type SessionData } from 'express-session';
import { FileStore } from '../src/sessions/store/file-store.ts';
import type { SessionStore } from '../src/sessions/store/session-store.ts';
import { openTestStores, type TestStores } from './stores.ts';

const ID = 'an id';

function newSession(contents: Partial<SessionData>): SessionData {
  const cookie = new Cookie();
  cookie.expires = new Date(Date.now() + 60_000);
  return { ...contents, cookie };
}

describe('the file store', () => {
  let stores: TestStores;
  let store: SessionStore;
  let directory: string;
  before(async () => {
    stores = await openTestStores();
    store = stores.sessions;
    directory = join(stores.directory, 'sessions');
  });
  after(() => stores.close());
  beforeEach(async () => {
    await store.delete(ID);
    await store.create(ID, newSession({ user_name: 'alice' }));
  });

  const sessions = () => readdirSync(directory).filter((name) => name !== 'users');
  const folder = () => join(directory, ...sessions());
  const modeOf = (path: string) => statSync(path).mode & 0o777;

  it('lets no other user read sessions', { skip: process.platform === 'win32' }, () => {
    assert.equal(modeOf(directory), 0o700);
    assert.equal(modeOf(folder()), 0o700);
    assert.equal(modeOf(join(folder(), 'record')), 0o600);
  });

  it('refuses a folder that everybody can write to', { skip: process.platform === 'win32' }, () => {
    const path = join(stores.directory, 'world-writable');
    mkdirSync(path);
    chmodSync(path, 0o1777);
    assert.throws(() => new FileStore(path), /SESSION_DIR must be a folder/);
    assert.equal(statSync(path).mode & 0o7777, 0o1777);
  });

  it('does not bring back a session that is deleted during an update', async () => {
    const deletions: Array<Promise<boolean>> = [];
    const updated = await store.update(ID, (current) => {
      deletions.push(store.delete(ID));
      return { ...current, lang: 'fr' };
    });
    assert.deepEqual(await Promise.all(deletions), [true]);
    assert.equal(updated, false);
    assert.equal(await store.find(ID), undefined);
    assert.deepEqual(sessions(), []);
  });

  it('loses no change when a lock is broken during an update', async () => {
    const otherUpdates: Array<Promise<boolean>> = [];
    const updated = await store.update(ID, (current) => {
      if (otherUpdates.length === 0) {
        rmSync(join(folder(), 'lock'), { recursive: true });
        otherUpdates.push(store.update(ID, (latest) => ({ ...latest, theme: 'dark' })));
      }
      return { ...current, lang: 'fr' };
    });
    assert.deepEqual([updated, ...(await Promise.all(otherUpdates))], [true, true]);
    const found = await store.find(ID);
    assert.deepEqual([found?.lang, found?.theme], ['fr', 'dark']);
  });

  it('ignores a damaged session, and moves it aside', async () => {
    const file = join(folder(), 'record');
    const expires = new Date(Date.now() + 60_000);
    writeFileSync(file, '{"cookie":{}, "user_na');
    utimesSync(file, expires, expires);
    assert.equal(await store.find(ID), undefined);
    assert.match(folder(), /\.unreadable$/);
    rmSync(folder(), { recursive: true });
  });

  it('fails its check while no session can be stored', async () => {
    await store.check();
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
    await assert.rejects(store.check());
    rmSync(directory);
    await store.check();
    assert.deepEqual(sessions(), []);
  });
});
