import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { withRedis } from '../../support/redis.ts';
import {
  type ClusterNode,
  type RedisCluster,
  startRedisCluster,
} from '../../support/redis-cluster.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

/** How a replica comes to take its master's place. */
const FAILOVERS = {
  'is told to': async (_master: ClusterNode, replica: ClusterNode) => {
    await withRedis(replica.url, (client) => client.sendCommand(['CLUSTER', 'FAILOVER']));
  },
  'finds it dead': async (master: ClusterNode) => {
    await master.server.stop();
  },
  'finds it frozen': async (master: ClusterNode) => {
    master.server.process.kill('SIGSTOP');
  },
};

describe.skipIf(!inject('redisServer'))('where a replica of a Redis Cluster takes over', () => {
  let cluster: RedisCluster;
  let site: InstalledSite;
  beforeEach(async () => {
    cluster = await startRedisCluster(inject('redisServer'));
    site = await borrowSite('authenticated', 'redis', 'javascript');
  });
  afterEach(async () => {
    await cluster.stop();
    await site.remove();
  });

  it.each(Object.entries(FAILOVERS))(
    'because it %s, the site finds it, and everybody is still signed in',
    async (_why, failOver) => {
      const [master] = cluster.nodes as [ClusterNode];
      const replica = await cluster.addReplica(master);
      const running = await site.start('start', { REDIS_URL: cluster.url });
      const visitors = await Promise.all(
        Array.from({ length: 30 }, async (_, n) => {
          const visitor = new Visitor(running.url);
          await visitor.post('/login', { username: `user-${n}` });
          return visitor;
        }),
      );
      const count = (node: ClusterNode) => withRedis(node.url, (client) => client.dbSize());
      expect(await count(master)).toBeGreaterThan(0);
      await expect.poll(() => count(replica)).toBe(await count(master));

      await failOver(master, replica);
      await expect
        .poll(() => withRedis(replica.url, (client) => client.info('replication')), {
          timeout: 30_000,
        })
        .toContain('role:master');
      const signIn = (n: number) =>
        new Visitor(running.url).post('/login', { username: `later-${n}` });
      const statuses = async () => {
        const pages = await Promise.all(visitors.map((visitor) => visitor.get('/about')));
        const signIns = await Promise.all(Array.from({ length: 10 }, (_, n) => signIn(n)));
        return [...new Set([...pages, ...signIns].map(({ status }) => status))].sort();
      };
      await expect.poll(statuses, { timeout: 20_000 }).toEqual([200, 302]);
      expect(await running.stop()).toBe(0);
      expect(running.output()).not.toMatch(/unhandled/i);
    },
  );
});
