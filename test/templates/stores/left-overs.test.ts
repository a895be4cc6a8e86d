import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import {
  createdAt,
  newSessionId,
  sessionKey,
} from '../../../templates/base/src/sessions/session-id.ts';
import { UserIndex } from '../../../templates/store-file/src/sessions/store/user-index.ts';
import { type OpenedStore, openStore, record, scratchSettings } from '../../support/records.ts';
import { withRedis } from '../../support/redis.ts';

// A process that is killed between the index of users and a session leaves an entry for a session that is not there.

const HOURS_AGO = Date.now() - 2 * 3_600_000;

describe('what is left over in the index of users', () => {
  it('of the file store goes with a sweep, once it is old', async () => {
    const directory = String(scratchSettings().SESSION_DIR);
    const store = await openStore('file', { SESSION_DIR: directory });
    const index = new UserIndex(directory);
    const [alive, old, young] = [randomUUID(), randomUUID(), randomUUID()];
    await store.create(alive, record({ user_name: 'alice' }));
    for (const id of [old, young]) index.add('alice', sessionKey(id));
    index.add('bob', sessionKey(old));
    const users = join(directory, 'users');
    const entries = readdirSync(users, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((candidate) => candidate.isFile())) {
      const isOld = entry.name !== sessionKey(young);
      if (isOld)
        utimesSync(join(entry.parentPath, entry.name), HOURS_AGO / 1_000, HOURS_AGO / 1_000);
    }
    await index.sweep();
    expect(index.list('alice').sort()).toEqual([alive, young].map(sessionKey).sort());
    // Nor does it leave the folder of a user who has no session.
    expect(readdirSync(users)).toHaveLength(1);
    await store.delete(alive);
    index.remove('alice', sessionKey(young));
    expect(existsSync(users)).toBe(false);
    await index.sweep();
    await store.close();
  });

  it.skipIf(!inject('redisUrl'))(
    'of the Redis store goes when its user signs in again, or looks, once it is old',
    async () => {
      const settings = scratchSettings();
      const { REDIS_URL = '', REDIS_PREFIX = '' } = settings;
      const store = await openStore('redis', settings);
      const key = `users:${REDIS_PREFIX}alice`;
      const entry = (added: number) => JSON.stringify({ began: HOURS_AGO, browser: '', added });
      const [alive, late] = [randomUUID(), randomUUID()];
      await store.create(alive, record({ user_name: 'alice' }));
      await withRedis(REDIS_URL, async (client) => {
        const fields = () => client.hKeys(key);
        await client.hSet(key, {
          [alive]: entry(HOURS_AGO),
          old: entry(HOURS_AGO),
          young: entry(Date.now()),
        });
        // Three of the four are looked at, so it may take more than one sign-in.
        await expect
          .poll(async () => {
            await store.create(late, record({ user_name: 'alice' }));
            return (await fields()).sort();
          })
          .toEqual([alive, late, 'young'].sort());
        await client.hSet(key, 'older', entry(HOURS_AGO));
        expect((await store.sessionsOf('alice')).map((found) => found.key).sort()).toEqual(
          [alive, late].map(sessionKey).sort(),
        );
        expect((await fields()).sort()).toEqual([alive, late, 'young'].sort());
        expect(await client.pTTL(key)).toBeGreaterThan(0);
        await client.del(key);
      });
      await store.close();
    },
  );
});

/** Redis forgets an entry when a replica takes over that has not received it. */
describe.each([
  ['extended', (store: OpenedStore, id: string) => store.extend(id, new Date(Date.now() + 60_000))],
  ['changed', (store: OpenedStore, id: string) => store.update(id, (session) => session)],
] as const)('an entry that Redis has forgotten', (how, use) => {
  it.skipIf(!inject('redisUrl'))(
    `is put back when its session is ${how}, and none for a session that is gone`,
    async () => {
      const settings = scratchSettings();
      const { REDIS_URL = '', REDIS_PREFIX = '' } = settings;
      const key = `users:${REDIS_PREFIX}alice`;
      const store = await openStore('redis', settings);
      const [alive, gone] = [newSessionId(), newSessionId()];
      for (const id of [alive, gone]) await store.create(id, record({ user_name: 'alice' }));
      await store.delete(gone);
      await withRedis(REDIS_URL, async (client) => {
        await client.del(key);
        expect(await store.sessionsOf('alice')).toEqual([]);
        for (const id of [gone, alive]) await use(store, id);
        const listed = async () => (await store.sessionsOf('alice')).map((found) => found.began);
        await expect.poll(listed).toEqual([createdAt(alive)]);
        expect(await client.hKeys(key)).toEqual([alive]);
        expect(await client.pTTL(key)).toBeGreaterThan(0);
      });
      await store.close();
    },
  );
});
