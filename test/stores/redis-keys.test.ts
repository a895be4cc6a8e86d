import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LeftOut, Session } from '../../src/sessions/session.ts';
import { RedisStore } from '../../src/stores/redis/store.ts';
import { type RedisServer, startRedis, withRedis } from '../support/redis.ts';
import { inspectStore } from '../support/stored.ts';

const VALUE = '{"cookie":{},"user":"someone"}';

/** Session ids as bytes, and as they are shown. */
const IDS: ReadonlyArray<[bytes: number[], shown: string]> = [
  [[0x61, 0xff], 'a\\xff'],
  [[0x61, 0xfe], 'a\\xfe'],
  // The same character in UTF-8, cut off, and in Latin-1.
  [[0x61, 0xc3, 0xa9], 'aé'],
  [[0x61, 0xc3], 'a\\xc3'],
  [[0x61, 0xe9], 'a\\xe9'],
  [[0x61, 0xef, 0xbf, 0xbd], 'a\ufffd'],
  [[...Buffer.from('a\\xff')], 'a\\xff'],
];

const keyOf = (bytes: readonly number[]) => Buffer.from([...Buffer.from('sess:'), ...bytes]);
const maskedBytes = (bytes: readonly number[]) =>
  createHash('sha256').update(Buffer.from(bytes)).digest('hex').slice(0, 8);

describe.skipIf(!inject('redisServer'))('keys whose bytes are no UTF-8', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis(inject('redisServer'));
  });
  afterAll(() => server?.stop());

  const fill = () =>
    withRedis(server.url, async (client) => {
      await client.flushAll();
      for (const [bytes] of IDS) await client.set(keyOf(bytes), VALUE);
    });
  const inspect = (...args: string[]) => inspectStore({ args: ['--redis', server.url] }, args);

  it('are a session each, and shown with what is no UTF-8 escaped', async () => {
    await fill();
    const { stdout } = await inspect('--json', '--reveal');
    const sessions: Array<{ id: string; sessionId: string }> = JSON.parse(stdout);
    const found = sessions.map(({ id, sessionId }) => `${id} ${sessionId}`).sort();
    expect(found).toEqual(IDS.map(([bytes, shown]) => `${maskedBytes(bytes)} ${shown}`).sort());
  });

  it.each(IDS)('%j is destroyed alone', async (bytes) => {
    await fill();
    const { exitCode, stdout } = await inspect('--destroy', maskedBytes(bytes), '--yes');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining(`destroyed  ${maskedBytes(bytes)}`),
    });
    await withRedis(server.url, async (client) => {
      expect(await client.exists(keyOf(bytes))).toBe(0);
      expect(await client.dbSize()).toBe(IDS.length - 1);
    });
  });

  it('are asked for their times', async () => {
    await fill();
    await withRedis(server.url, async (client) => {
      for (const [bytes] of IDS) await client.pExpireAt(keyOf(bytes), 4_000_000_000_000);
    });
    const store = new RedisStore({ url: server.url });
    const sessions: Session[] = [];
    for await (const batch of store.read({})) sessions.push(...batch);
    const timed = await store.withTimes(sessions.map((one) => ({ ...one, expires: null })));
    store.close();
    expect(timed.map(({ expires }) => expires?.getTime())).toEqual(
      IDS.map(() => 4_000_000_000_000),
    );
  });

  it('are told by their bytes where they hold no session', async () => {
    await fill();
    await withRedis(server.url, (client) => client.lPush(keyOf([0x62, 0xff]), 'x'));
    const left: LeftOut[] = [];
    const store = new RedisStore({ url: server.url });
    for await (const _ of store.read({ onLeftOut: (one) => left.push(one) }));
    store.close();
    expect(left).toEqual([{ name: 'sess:b\\xff', reason: 'a key of another type than text' }]);
  });
});
