import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort, startRedis, withRedis } from '../../support/redis.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

const HAS_IPV6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

describe.skipIf(!inject('redisServer'))('a site', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'redis', 'javascript');
  });
  afterAll(() => site.remove());

  const signIn = async ({ url }: RunningSite) => {
    const alice = new Visitor(url);
    expect((await alice.post('/login', { username: 'alice' })).status).toBe(302);
    return alice;
  };

  it('goes on where Redis closes connections that are idle, and calls it no outage', async () => {
    const redis = await startRedis(inject('redisServer'));
    const running = await site.start('start', { REDIS_URL: redis.url });
    const alice = await signIn(running);
    await withRedis(redis.url, (client) => client.configSet('timeout', '1'));
    for (let n = 0; n < 3; n += 1) {
      const before = await connections(redis.url);
      await expect
        .poll(async () => (await connections(redis.url)).some((id) => before.includes(id)), {
          timeout: 10_000,
        })
        .toBe(false);
      const answers = await Promise.all(Array.from({ length: 5 }, () => alice.get('/about')));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    }
    expect(await running.stop()).toBe(0);
    expect(running.output()).not.toMatch(/Redis at|store fails/);
    await redis.stop();
  });

  it('waits for the connection that is being made, where one has just been lost', async () => {
    const redis = await startRedis(inject('redisServer'));
    const running = await site.start('start', { REDIS_URL: redis.url });
    const alice = await signIn(running);
    const statuses = new Set<number>();
    for (let n = 0; n < 20; n += 1) {
      await withRedis(redis.url, (client) =>
        client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']),
      );
      // At that moment the site may not know of it yet: that request is refused, and none after it.
      await alice.get('/about');
      statuses.add((await alice.get('/about')).status);
    }
    expect([...statuses]).toEqual([200]);
    expect(running.output()).not.toMatch(/Redis at/);
    await running.stop();
    await redis.stop();
  });

  it.skipIf(!HAS_IPV6)('reaches a Redis at an IPv6 address', async () => {
    const port = await freePort();
    const redis = await startRedis(inject('redisServer'), port, ['--bind', '127.0.0.1', '::1']);
    const REDIS_URL = `redis://[::1]:${port}`;
    const running = await site.start('start', { REDIS_URL });
    await signIn(running);
    expect(running.output()).toContain(`Sessions are kept in Redis, at [::1]:${port}.`);
    await running.stop();
    await redis.stop();
  });
});

/** The ids of the connections that stand, but for the one that asks. */
function connections(url: string): Promise<number[]> {
  return withRedis(url, async (client) => {
    const own = await client.clientId();
    const all = await client.clientList();
    return all.map(({ id }) => Number(id)).filter((id) => id !== own);
  });
}
