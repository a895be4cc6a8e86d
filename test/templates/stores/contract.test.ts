import { randomUUID } from 'node:crypto';
import type { SessionData } from 'express-session';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { maskedId, sessionKey } from '../../../templates/base/src/sessions/session-id.ts';
import { UserSessions } from '../../../templates/base/src/sessions/user-sessions.ts';
import {
  contentsOf,
  type OpenedStore,
  openStore,
  record,
  scratchSettings,
} from '../../support/records.ts';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.ts';

/** The keys of a user's sessions. */
async function keysOf(store: OpenedStore, userName: string): Promise<string[]> {
  return (await store.sessionsOf(userName)).map(({ key }) => key);
}

/** Ends a user's session by its key. The result is false if it is not in their list, or gone by then. */
async function endSession(store: OpenedStore, userName: string, key: string): Promise<boolean> {
  const sessions = await store.sessionsOf(userName);
  return (await sessions.find((session) => session.key === key)?.delete()) ?? false;
}

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

    it('a user’s sessions are listed by every process, those of others are not', async () => {
      const [first, second, bobs] = [randomUUID(), randomUUID(), randomUUID()];
      const before = Date.now();
      const signIn = { began: before - 3_600_000, browser: 'Firefox on Linux' };
      await here.create(first, record({ user_name: 'alice', lang: 'en' }), signIn);
      await there.create(second, record({ user_name: 'alice' }));
      await there.create(bobs, record({ user_name: 'bob' }));
      await here.create(randomUUID(), record({ lang: 'en' }));
      await here.update(first, add('late'));
      await here.extend(first, new Date(Date.now() + 60_000));
      const listed = await there.sessionsOf('alice');
      expect(listed.map(({ key }) => key).sort()).toEqual([first, second].map(sessionKey).sort());
      const found = listed.find(({ key }) => key === sessionKey(first));
      expect(found).toMatchObject(signIn);
      expect(contentsOf(found?.session)).toEqual({ user_name: 'alice', lang: 'en', late: true });
      const other = listed.find(({ key }) => key === sessionKey(second));
      expect(other?.browser).toBe('');
      expect(other?.began).toBeGreaterThanOrEqual(before);
      expect(other?.began).toBeLessThanOrEqual(Date.now());
      expect(await here.sessionsOf('nobody')).toEqual([]);
    });

    it('a session that an update gives to a user is listed as theirs from then on, and only as theirs', async () => {
      const id = randomUUID();
      await here.create(id, record({}));
      await here.update(id, (current) => ({ ...current, user_name: 'alice' }));
      expect(await keysOf(there, 'alice')).toEqual([sessionKey(id)]);
      await there.update(id, (current) => ({ ...current, user_name: 'bob' }));
      expect(await keysOf(here, 'alice')).toEqual([]);
      expect(await keysOf(here, 'bob')).toEqual([sessionKey(id)]);
      await here.update(id, (current) => Object.assign(current, { user_name: 'carol' }));
      expect(await keysOf(there, 'carol')).toEqual([sessionKey(id)]);
    });

    it('a name may have any characters', async () => {
      const names = ['../../x', '{a}', '..', '.', ':', 'a:b', '__proto__', 'constructor'];
      names.push('ä\u0000', '名前🍪', 'a'.repeat(300));
      const ids = names.map(() => randomUUID());
      await Promise.all(
        names.map((name, n) => here.create(ids[n] ?? '', record({ user_name: name }))),
      );
      const listed = await Promise.all(names.map((name) => keysOf(there, name)));
      expect(listed).toEqual(ids.map((id) => [sessionKey(id)]));
      for (const [n, name] of names.entries()) {
        expect(await endSession(there, name, sessionKey(ids[n] ?? ''))).toBe(true);
        expect(await keysOf(here, name)).toEqual([]);
      }
    });

    it('a session that is gone is listed no more, however it went', async () => {
      const [deleted, ended, brief, kept] = Array.from({ length: 4 }, () => randomUUID());
      for (const id of [deleted, ended, kept]) {
        await here.create(String(id), record({ user_name: 'alice' }));
      }
      await here.create(String(brief), record({ user_name: 'alice' }, 50));
      await there.delete(String(deleted));
      expect(await endSession(there, 'alice', sessionKey(String(ended)))).toBe(true);
      await expect.poll(() => keysOf(here, 'alice')).toEqual([sessionKey(String(kept))]);
      expect(await here.find(String(ended))).toBeUndefined();
      expect(await here.update(String(ended), add('late'))).toBe(false);
    });

    it('a session that two end at once is ended by one of them', async () => {
      const id = randomUUID();
      await here.create(id, record({ user_name: 'alice' }));
      const lists = await Promise.all([here, there].map((store) => store.sessionsOf('alice')));
      const ends = await Promise.all(lists.flat().map((session) => session.delete()));
      expect(ends.sort()).toEqual([false, true]);
      expect(await here.find(id)).toBeUndefined();
    });

    it('two thousand sessions of one user are listed, and all but one of them ended', async () => {
      const ids = Array.from({ length: 2_000 }, () => randomUUID());
      const [kept = ''] = ids;
      for (const id of ids) await here.create(id, record({ user_name: 'alice' }));
      await here.create('of bob', record({ user_name: 'bob' }));
      expect((await keysOf(there, 'alice')).sort()).toEqual(ids.map(sessionKey).sort());
      const events: string[] = [];
      await new UserSessions(there, () => true).end(
        'alice',
        ({ key }) => key !== sessionKey(kept),
        (session) => events.push(session),
      );
      expect(await keysOf(here, 'alice')).toEqual([sessionKey(kept)]);
      expect(events.sort()).toEqual(ids.slice(1).map(sessionKey).map(maskedId).sort());
      expect(await here.find('of bob')).toBeDefined();
    });

    it('sign-ins, ends and looks at the same time: at each moment all that exist are listed, and at the end no other', async () => {
      const [lasting, passing] = [20, 20].map((length) =>
        Array.from({ length }, () => randomUUID()),
      );
      const created = new Set<string>();
      const looks = async () => {
        for (let n = 0; n < 20; n += 1) {
          const before = [...created];
          const keys = await keysOf(n % 2 ? here : there, 'alice');
          expect(before.filter((key) => !keys.includes(key))).toEqual([]);
        }
      };
      const signIn = async (id: string, store: OpenedStore) => {
        await store.create(id, record({ user_name: 'alice' }));
        return sessionKey(id);
      };
      await Promise.all([
        ...(lasting ?? []).map(async (id, n) =>
          created.add(await signIn(id, n % 2 ? here : there)),
        ),
        ...(passing ?? []).map(async (id, n) => {
          const key = await signIn(id, n % 2 ? there : here);
          const ends = [
            endSession(here, 'alice', key),
            there.delete(id),
            here.update(id, add('x')),
          ];
          await Promise.all(ends);
        }),
        looks(),
      ]);
      expect((await keysOf(there, 'alice')).sort()).toEqual([...created].sort());
      expect(created.size).toBe(20);
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
