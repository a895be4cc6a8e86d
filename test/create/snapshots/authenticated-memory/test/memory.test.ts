import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Cookie, type SessionData } from 'express-session';
import { openSessionStore } from '../src/sessions/open-store.ts';
import { NoRoomError } from '../src/sessions/session-store.ts';

function record(contents: Partial<SessionData>): SessionData {
  const cookie = new Cookie();
  cookie.expires = new Date(Date.now() + 60_000);
  return { ...contents, cookie };
}

describe('sessions in memory', () => {
  it('of visitors push out each other, and nobody who is signed in', async () => {
    const store = await openSessionStore({}, 3);
    await store.create('alice', record({ user_name: 'alice' }));
    for (let n = 0; n < 100; n += 1) await store.create(`visitor-${n}`, record({ lang: 'en' }));
    assert.equal((await store.find('alice'))?.user_name, 'alice');
    assert.equal(await store.find('visitor-97'), undefined);
    assert.equal((await store.find('visitor-99'))?.lang, 'en');
    await store.close();
  });

  it('find no room for a visitor where somebody is signed in in each of them', async () => {
    const store = await openSessionStore({}, 2);
    await store.create('alice', record({ user_name: 'alice' }));
    await store.create('bob', record({ user_name: 'bob' }));
    await assert.rejects(store.create('visitor', record({ lang: 'en' })), NoRoomError);
    await store.create('carol', record({ user_name: 'carol' }));
    assert.equal(await store.find('alice'), undefined);
    assert.equal((await store.find('bob'))?.user_name, 'bob');
    await store.close();
  });
});
