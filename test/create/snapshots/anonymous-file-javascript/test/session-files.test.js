import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Cookie } from 'express-session';
import { openSessionStore } from '../src/sessions/open-store.js';
import { openScratchStore } from './site.js';

const ID = 'an id';

function record(contents) {
  const cookie = new Cookie();
  cookie.expires = new Date(Date.now() + 60_000);
  return { ...contents, cookie };
}

describe('sessions in files', () => {
  let scratch;
  let store;
  let directory;
  before(async () => {
    scratch = await openScratchStore();
    store = scratch.store;
    directory = join(scratch.directory, 'sessions');
  });
  after(() => scratch.close());
  beforeEach(async () => {
    await store.delete(ID);
    await store.create(ID, record({ user_name: 'alice' }));
  });

  const folder = () => join(directory, ...readdirSync(directory));
  const modeOf = (path) => statSync(path).mode & 0o777;

  it('are closed to other users of the machine', { skip: process.platform === 'win32' }, () => {
    assert.equal(modeOf(directory), 0o700);
    assert.equal(modeOf(folder()), 0o700);
    assert.equal(modeOf(join(folder(), 'record')), 0o600);
  });

  it('are not kept where everybody can write', { skip: process.platform === 'win32' }, async () => {
    const path = join(scratch.directory, 'open to all');
    mkdirSync(path);
    chmodSync(path, 0o1777);
    await assert.rejects(openSessionStore({ SESSION_DIR: path }), /SESSION_DIR must be a folder/);
    assert.equal(statSync(path).mode & 0o7777, 0o1777);
  });

  it('stay ended where the end comes in the middle of a write', async () => {
    const ends = [];
    const written = await store.update(ID, (current) => {
      ends.push(store.delete(ID));
      return { ...current, lang: 'fr' };
    });
    assert.deepEqual(await Promise.all(ends), [true]);
    assert.equal(written, false);
    assert.equal(await store.find(ID), undefined);
    assert.deepEqual(readdirSync(directory), []);
  });

  it('lose no change where a lock is broken in the middle of a write', async () => {
    const others = [];
    const written = await store.update(ID, (current) => {
      if (others.length === 0) {
        rmSync(join(folder(), 'lock'), { recursive: true });
        others.push(store.update(ID, (latest) => ({ ...latest, theme: 'dark' })));
      }
      return { ...current, lang: 'fr' };
    });
    assert.deepEqual([written, ...(await Promise.all(others))], [true, true]);
    const found = await store.find(ID);
    assert.deepEqual([found?.lang, found?.theme], ['fr', 'dark']);
  });

  it('are none where a record is damaged', async () => {
    writeFileSync(join(folder(), 'record'), '{"cookie":{}, "user_na');
    await store.extend(ID, new Date(Date.now() + 60_000));
    const intact = await store.find(ID);
    assert.equal(intact, undefined);
  });

  it('are known beforehand to find no room', async () => {
    await store.check();
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
    await assert.rejects(store.check());
    rmSync(directory);
    await store.check();
    assert.deepEqual(readdirSync(directory), []);
  });
});
