import { randomUUID } from 'node:crypto';
import type { SessionData } from 'express-session';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import {
  contentsOf,
  type OpenedStore,
  openStore,
  record,
  scratchSettings,
} from '../../support/records.ts';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.ts';

const add = (key: string) => (current: SessionData) => ({ ...current, [key]: true });

/** Two handles on one store stand for two processes; memory has but one. */
describe.each([
  ['memory', { store: 'memory', handles: 1, available: true }],
  ['file', { store: 'file', handles: 2, available: true }],
  ['redis', { store: 'redis', handles: 2, available: inject('redisUrl') }],
  ['redis cluster', { store: 'redis', handles: 2, available: inject('redisServer') }],
] as const)('the %s store', (name, { store, handles, available }) => {
  describe.skipIf(!available)('keeps the contract:', () => {
    let cluster: RedisCluster | undefined;
    beforeAll(async () => {
      if (name === 'redis cluster') cluster = await startRedisCluster(inject('redisServer'));
    });
    afterAll(() => cluster?.stop());

    let opened: OpenedStore[];
    let here: OpenedStore;
    let there: OpenedStore;
    beforeEach(async () => {
      const settings = scratchSettings(cluster?.url);
      opened = await Promise.all(Array.from({ length: handles }, () => openStore(store, settings)));
      [here, there] = [opened[0], opened.at(-1)] as [OpenedStore, OpenedStore];
    });
    afterEach(() => Promise.all(opened.map((records) => records.close())));

    it('a record that was created is found, by every process', async () => {
      const id = randomUUID();
      await here.create(id, record({ user_name: 'alice', lang: 'en' }));
      expect(contentsOf(await there.find(id))).toEqual({ user_name: 'alice', lang: 'en' });
    });

    it('a record that is found can be changed without changing the one that is stored', async () => {
      const id = randomUUID();
      await here.create(id, record({ user_name: 'alice' }));
      Object.assign((await here.find(id)) ?? {}, { user_name: 'mallory' });
      expect(contentsOf(await here.find(id))).toEqual({ user_name: 'alice' });
    });

    it('an id that never was is no session, and deleting it no error', async () => {
      expect(await here.find('never-was')).toBeUndefined();
      await here.delete('never-was');
    });

    it('an id is taken as it is, whatever characters it has', async () => {
      const id = '../../outside/%00\n🍪';
      await here.create(id, record({ lang: 'en' }));
      expect(contentsOf(await there.find(id))).toEqual({ lang: 'en' });
    });

    it('twenty changes at a time all count', async () => {
      const id = randomUUID();
      await here.create(id, record({}));
      const keys = Array.from({ length: 20 }, (_, n) => `key-${n}`);
      const results = await Promise.all(
        keys.map((key, n) => (n % 2 ? here : there).update(id, add(key))),
      );
      expect(results).toEqual(keys.map(() => true));
      expect(Object.keys(contentsOf(await here.find(id)) ?? {}).sort()).toEqual(keys.sort());
    });

    it('what was deleted stays gone: neither a change nor a touch brings it back', async () => {
      const id = randomUUID();
      await here.create(id, record({ user_name: 'alice' }));
      await there.delete(id);
      expect(await here.update(id, add('late'))).toBe(false);
      await here.extend(id, new Date(Date.now() + 60_000));
      expect(await here.find(id)).toBeUndefined();
    });

    it('a change and a deletion at a time leave nothing behind', async () => {
      const ids = Array.from({ length: 100 }, () => randomUUID());
      await Promise.all(ids.map((id) => here.create(id, record({}))));
      await Promise.all(
        ids.flatMap((id) => [
          here.update(id, add('late')),
          there.delete(id),
          here.update(id, add('later')),
        ]),
      );
      const left = await Promise.all(ids.map((id) => here.find(id)));
      expect(left.filter(Boolean)).toEqual([]);
    });

    it('a record leaves when its time is up, and a touch gives it more', async () => {
      const [brief, touched] = [randomUUID(), randomUUID()];
      // The touch comes before this time is up, on a busy machine too.
      await here.create(touched, record({}, 1_000));
      await there.extend(touched, new Date(Date.now() + 60_000));
      await here.create(brief, record({}, 1_000));
      await expect.poll(() => here.find(brief), { timeout: 10_000 }).toBeUndefined();
      expect(await here.find(touched)).toBeDefined();
    });

    it('a record whose time is up stays gone as well: no touch prolongs it, no change revives it', async () => {
      const id = randomUUID();
      await here.create(id, record({}, 50));
      await new Promise((resolve) => setTimeout(resolve, 60));
      await here.extend(id, new Date(Date.now() + 60_000));
      expect(await here.update(id, add('late'))).toBe(false);
      expect(await there.find(id)).toBeUndefined();
    });

    it('tells when a record leaves, to the millisecond or nearly so', async () => {
      const id = randomUUID();
      const expires = new Date(Date.now() + 60_000);
      await here.create(id, record({}));
      await here.extend(id, expires);
      const found = new Date((await there.find(id))?.cookie.expires ?? 0);
      expect(Math.abs(found.getTime() - expires.getTime())).toBeLessThan(5);
    });
  });
});
