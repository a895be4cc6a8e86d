import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Cookie } from 'express-session';
import { openTestStores } from './site.js';

const HOUR_MS = 3_600_000;

describe('the Redis store', () => {
  let stores;
  before(async () => {
    stores = await openTestStores();
  });
  after(() => stores.close());

  it('makes a thousand updates of one session at the same time, and loses none', async () => {
    const { sessions } = stores;
    const id = randomUUID();
    const cookie = new Cookie();
    cookie.expires = new Date(Date.now() + HOUR_MS);
    await sessions.create(id, { cookie, lang: '' });
    const results = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        sessions.update(id, (current) => ({ ...current, lang: `${current.lang}x` })),
      ),
    );
    assert.ok(results.every(Boolean));
    assert.equal((await sessions.find(id))?.lang?.length, 1_000);
  });

  it('leaves nothing behind after its check', async () => {
    const { sessions } = stores;
    await sessions.check();
    // The key of the check expires after a millisecond.
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await sessions.delete('health'), false);
  });
});
