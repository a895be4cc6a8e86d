import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Cookie, type SessionData } from 'express-session';
import type { SessionStore } from '../src/sessions/store/session-store.ts';
import { openTestStores, type TestStores } from './stores.ts';

const HOUR_MS = 3_600_000;

function newSession(contents: Partial<SessionData>, lifetime = HOUR_MS): SessionData {
  const cookie = new Cookie();
  cookie.expires = new Date(Date.now() + lifetime);
  return { ...contents, cookie };
}

describe('the session store', () => {
  let stores: TestStores;
  let store: SessionStore;
  before(async () => {
    stores = await openTestStores();
    store = stores.sessions;
  });
  after(() => stores.close());

  it('finds a session that was created', async () => {
    const id = randomUUID();
    await store.create(id, newSession({ user_name: 'alice' }));
    assert.equal((await store.find(id))?.user_name, 'alice');
  });

  it('finds nothing for an unknown id, and can delete it without an error', async () => {
    assert.equal(await store.find(randomUUID()), undefined);
    await store.delete(randomUUID());
  });

  it('does not find a session that has expired', async () => {
    const id = randomUUID();
    await store.create(id, newSession({}, 50));
    await store.extend(id, new Date(Date.now() + 50));
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(await store.find(id), undefined);
  });

  it('loses no update when there are many at the same time', async () => {
    const id = randomUUID();
    await store.create(id, newSession({ lang: '' }));
    const appendX = (current: SessionData) => ({ ...current, lang: `${current.lang}x` });
    await Promise.all(Array.from({ length: 20 }, () => store.update(id, appendX)));
    assert.equal((await store.find(id))?.lang, 'x'.repeat(20));
  });

  it('never brings back a deleted session', async () => {
    const id = randomUUID();
    await store.create(id, newSession({ user_name: 'alice' }));
    await store.delete(id);
    assert.equal(await store.update(id, (current) => current), false);
    await store.extend(id, new Date(Date.now() + HOUR_MS));
    assert.equal(await store.find(id), undefined);
  });
});
