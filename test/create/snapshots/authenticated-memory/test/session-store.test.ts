import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Cookie, type SessionData } from 'express-session';
import type { SessionStore } from '../src/sessions/session-store.ts';
import { openScratchStore } from './site.ts';

const HOUR_MS = 3_600_000;

function record(contents: Partial<SessionData>, lifetime = HOUR_MS): SessionData {
  const cookie = new Cookie();
  cookie.expires = new Date(Date.now() + lifetime);
  return { ...contents, cookie };
}

describe('the session store', () => {
  let scratch: Awaited<ReturnType<typeof openScratchStore>>;
  let store: SessionStore;
  before(async () => {
    scratch = await openScratchStore();
    store = scratch.store;
  });
  after(() => scratch.close());

  it('finds what was created', async () => {
    const id = randomUUID();
    await store.create(id, record({ user_name: 'alice' }));
    assert.equal((await store.find(id))?.user_name, 'alice');
  });

  it('finds nothing under an id that never was, and deletes it without complaint', async () => {
    assert.equal(await store.find(randomUUID()), undefined);
    await store.delete(randomUUID());
  });

  it('finds no session that has expired', async () => {
    const id = randomUUID();
    await store.create(id, record({}, 50));
    await store.extend(id, new Date(Date.now() + 50));
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(await store.find(id), undefined);
  });

  it('changes a record as it is now, however many change it at a time', async () => {
    const id = randomUUID();
    await store.create(id, record({ lang: '' }));
    const appendX = (current: SessionData) => ({ ...current, lang: `${current.lang}x` });
    await Promise.all(Array.from({ length: 20 }, () => store.update(id, appendX)));
    assert.equal((await store.find(id))?.lang, 'x'.repeat(20));
  });

  it('never brings back what was deleted', async () => {
    const id = randomUUID();
    await store.create(id, record({ user_name: 'alice' }));
    await store.delete(id);
    assert.equal(await store.update(id, (current) => current), false);
    await store.extend(id, new Date(Date.now() + HOUR_MS));
    assert.equal(await store.find(id), undefined);
  });
});
