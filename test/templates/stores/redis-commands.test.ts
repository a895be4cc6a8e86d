import { randomUUID } from 'node:crypto';
import type { SessionData } from 'express-session';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { saveSession } from '../../../templates/base/src/sessions/session.ts';
import { UserSessions } from '../../../templates/base/src/sessions/user-sessions.ts';
import { connectToRedis, type Redis } from '../../../templates/store-redis/src/redis/client.ts';
import { RedisStore } from '../../../templates/store-redis/src/sessions/store/redis-store.ts';
import { startLab } from '../../support/lab.ts';
import { contentsOf, openStore, record, scratchSettings } from '../../support/records.ts';
import { commandsIn, type RedisServer, startRedis } from '../../support/redis.ts';
import { RedisRival } from '../../support/redis-rival.ts';
import { Visitor } from '../../support/visitor.ts';

const add = (key: string) => (current: SessionData) => Object.assign(current, { [key]: true });
const keysUpTo = (count: number) => Array.from({ length: count }, (_, n) => `key-${n}`);

/** Commands that a script sends count as well. */
describe.skipIf(!inject('redisServer'))('what Redis is asked for one session', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis(inject('redisServer'));
  });
  afterAll(() => redis.stop());

  it.each([
    { writes: 1, processes: 1 },
    { writes: 300, processes: 1 },
    { writes: 1_000, processes: 1 },
    { writes: 1_000, processes: 4 },
  ])(
    '$writes changes at once, in $processes processes: all count, with at most six commands each',
    async ({ writes, processes }) => {
      const settings = scratchSettings(redis.url);
      const stores = await Promise.all(
        Array.from({ length: processes }, () => openStore('redis', settings)),
      );
      const [first] = stores;
      const id = randomUUID();
      await first?.create(id, record({}));
      const keys = keysUpTo(writes);
      const before = await commandsIn(redis);
      const results = await Promise.all(
        keys.map((key, n) => stores[n % processes]?.update(id, add(key))),
      );
      const commands = (await commandsIn(redis)) - before;
      const kept = contentsOf(await first?.find(id));
      await Promise.all(stores.map((store) => store.close()));
      expect(results).toEqual(keys.map(() => true));
      expect(Object.keys(kept ?? {}).sort()).toEqual(keys.sort());
      expect(commands / writes).toBeLessThanOrEqual(6);
    },
  );

  it('of the sessions of one user, some at a time, and the more in proportion', async () => {
    const connection = await connectToRedis({ REDIS_URL: redis.url }, 'health');
    let waiting = 0;
    let most = 0;
    const counting: Redis = {
      description: connection.description,
      async send(key, command) {
        waiting += 1;
        most = Math.max(most, waiting);
        return connection.send(key, command).finally(() => {
          waiting -= 1;
        });
      },
      check: () => connection.check(),
      close: () => connection.close(),
    };
    const store = new RedisStore(counting, `test:${randomUUID()}:`);
    const commandsFor = async (count: number) => {
      const user_name = `user of ${count}`;
      for (let n = 0; n < count; n += 1) await store.create(randomUUID(), record({ user_name }));
      most = 0;
      const before = await commandsIn(redis);
      const sessions = new UserSessions(store, () => true);
      expect(await sessions.list(user_name)).toHaveLength(count);
      const ended: string[] = [];
      await sessions.end(
        user_name,
        () => true,
        (session) => ended.push(session),
      );
      expect(ended).toHaveLength(count);
      expect(most).toBeLessThanOrEqual(100);
      return ((await commandsIn(redis)) - before) / count;
    };
    expect(await commandsFor(1_000)).toBeLessThanOrEqual((await commandsFor(50)) + 1);
    connection.close();
  });

  it('three hundred requests at once that each save the session all get their answer', async () => {
    const url = await startLab(await openStore('redis', scratchSettings(redis.url)), {
      '/set': async (req, res) => {
        Object.assign(req.session, { user_name: 'alice', [String(req.query.key)]: true });
        await saveSession(req);
        res.send('set');
      },
      '/session': (req, res) => {
        res.json(Object.keys(req.session));
      },
    });
    const visitor = new Visitor(url);
    await visitor.get('/set?key=first');
    const [requests, keys] = [300, keysUpTo(20)];
    const before = await commandsIn(redis);
    const answers = await Promise.all(
      Array.from({ length: requests }, (_, n) => visitor.get(`/set?key=${keys[n % keys.length]}`)),
    );
    const commands = (await commandsIn(redis)) - before;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(JSON.parse((await visitor.get('/session')).body)).toEqual(expect.arrayContaining(keys));
    expect(commands / requests).toBeLessThanOrEqual(6);
  });

  it('a touch alone costs no more than one change', async () => {
    const store = await openStore('redis', scratchSettings(redis.url));
    const id = randomUUID();
    await store.create(id, record({}));
    const before = await commandsIn(redis);
    await store.extend(id, new Date(Date.now() + 60_000));
    expect((await commandsIn(redis)) - before).toBeLessThanOrEqual(4);
    await store.close();
  });

  it('a change that throws fails alone, among those that are made with it', async () => {
    const store = await openStore('redis', scratchSettings(redis.url));
    const id = randomUUID();
    await store.create(id, record({}));
    const results = await Promise.allSettled([
      store.update(id, add('one')),
      store.update(id, add('two')),
      store.update(id, () => {
        throw new Error('It cannot be changed.');
      }),
      store.update(id, add('three')),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(Object.keys(contentsOf(await store.find(id)) ?? {})).toEqual(['one', 'two', 'three']);
    await store.close();
  });

  it('a change that another process is quicker than each time is given up, and says so', async () => {
    const settings = scratchSettings(redis.url);
    const store = await openStore('redis', settings);
    const id = randomUUID();
    await store.create(id, record({}));
    const rival = new RedisRival(redis.url);
    // The thread has begun and is connected: a change has two seconds, and none of them is for this.
    rival.set('ready', 'yes');
    let tries = 0;
    const change = store.update(id, (current) => {
      tries += 1;
      rival.set(`${settings.REDIS_PREFIX}${id}`, JSON.stringify({ ...current, tries }));
      return { ...current, ours: true };
    });
    await expect(change).rejects.toThrow('Other processes changed one session 50 times in a row');
    expect(tries).toBe(50);
    expect(contentsOf(await store.find(id))).toEqual({ tries: 50 });
    await rival.stop();
    await store.close();
  });
});
