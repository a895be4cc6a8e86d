import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Cookie, type SessionData } from 'express-session';
import { MemoryStore } from '../src/sessions/store/memory-store.ts';
import { NoRoomError } from '../src/sessions/store/session-store.ts';

function newSession(contents: Partial<SessionData>): SessionData {
  const cookie = new Cookie();
  cookie.expires = new Date(Date.now() + 60_000);
  return { ...contents, cookie };
}

describe('the memory store, when it is full', () => {
  it('drops the oldest anonymous session, not a signed-in one', async () => {
    const store = new MemoryStore(3);
    await store.create('alice', newSession({ user_name: 'alice' }));
    for (let n = 0; n < 100; n += 1) await store.create(`visitor-${n}`, newSession({ lang: 'en' }));
    assert.equal((await store.find('alice'))?.user_name, 'alice');
    assert.equal(await store.find('visitor-97'), undefined);
    assert.equal((await store.find('visitor-99'))?.lang, 'en');
    store.stopSweeping();
  });

  it('drops a signed-in session only for another signed-in one', async () => {
    const store = new MemoryStore(2);
    await store.create('alice', newSession({ user_name: 'alice' }));
    await store.create('bob', newSession({ user_name: 'bob' }));
    await assert.rejects(store.create('visitor', newSession({ lang: 'en' })), NoRoomError);
    await store.create('carol', newSession({ user_name: 'carol' }));
    assert.equal(await store.find('alice'), undefined);
    assert.equal((await store.find('bob'))?.user_name, 'bob');
    store.stopSweeping();
  });
});
