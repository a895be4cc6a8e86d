import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Cookie } from 'express-session';
import { openScratchStore } from './site.ts';

const HOUR_MS = 3_600_000;

describe('sessions in Redis', () => {
  let scratch: Awaited<ReturnType<typeof openScratchStore>>;
  before(async () => {
    scratch = await openScratchStore();
  });
  after(() => scratch.close());

  it('take a thousand changes at once, none of which is lost', async () => {
    const { store } = scratch;
    const id = randomUUID();
    const cookie = new Cookie();
    cookie.expires = new Date(Date.now() + HOUR_MS);
    await store.create(id, { cookie, lang: '' });
    const results = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        store.update(id, (record) => ({ ...record, lang: `${record.lang}x` })),
      ),
    );
    assert.ok(results.every(Boolean));
    assert.equal((await store.find(id))?.lang?.length, 1_000);
  });

  it('can be stored, which leaves nothing behind', async () => {
    const { store } = scratch;
    await store.check();
    // It takes a moment for the value to leave.
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await store.delete('health'), false);
  });
});
