import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { SessionStore } from '../../../templates/base/src/sessions/store/session-store.ts';
import { describeScenarios } from '../../support/combination.ts';
import { contentsOf, openStore, record, scratchSettings } from '../../support/records.ts';
import { withRedis } from '../../support/redis.ts';
import {
  type ClusterNode,
  type RedisCluster,
  startRedisCluster,
} from '../../support/redis-cluster.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../../support/site.ts';
import { type StoreContents, storeContentsOf } from '../../support/store-contents.ts';
import { Visitor } from '../../support/visitor.ts';

/** The two ways to lose a node, and how it comes back. */
const LOSSES = {
  killed: {
    lose: (node: ClusterNode) => node.server.stop(),
    bringBack: (node: ClusterNode) => node.restart(),
  },
  frozen: {
    lose: async (node: ClusterNode) => node.server.process.kill('SIGSTOP'),
    bringBack: async (node: ClusterNode) => node.server.process.kill('SIGCONT'),
  },
};

it('a site starts, serves pages and stops while no node of its cluster answers', async () => {
  const site = await borrowSite('authenticated', 'redis', 'javascript');
  const nodes = 'redis://127.0.0.1:1,redis://127.0.0.1:2';
  const running = await site.start('start', { REDIS_URL: nodes });
  expect(running.output()).toContain('does not answer (ECONNREFUSED)');
  expect((await new Visitor(running.url).get('/products')).status).toBe(200);
  expect((await new Visitor(running.url).get('/healthz')).status).toBe(503);
  expect(await running.stop()).toBe(0);
  await site.remove();
});

describe.skipIf(!inject('redisServer'))('on a Redis Cluster of three nodes', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster(inject('redisServer'));
  });
  afterAll(() => cluster.stop());

  describe.each([
    ['authenticated', 'typescript'],
    ['anonymous', 'javascript'],
  ] as const)('a site in %s mode, in %s', (mode, language) => {
    let site: InstalledSite;
    let contents: StoreContents;
    let running: RunningSite;
    beforeAll(async () => {
      site = await borrowSite(mode, 'redis', language);
      contents = storeContentsOf(site, cluster.url);
      running = await site.start('start', contents.env);
    });
    afterAll(async () => {
      await running.stop();
      await site.remove();
    });

    it('says where its sessions are', async () => {
      const hosts = cluster.nodes.map(({ url }) => new URL(url).host).join(', ');
      await expect
        .poll(running.output)
        .toContain(`Sessions are kept in a Redis Cluster, at ${hosts}.`);
    });

    describeScenarios(mode, () => ({ url: running.url, contents }));
  });

  it('a password counts for every node, whatever characters it has', async () => {
    const password = 'a,b %/@';
    const urls = cluster.nodes.map(({ url }) =>
      url.replace('//', `//:${encodeURIComponent(password)}@`),
    );
    for (const { url } of cluster.nodes) {
      await withRedis(url, (client) => client.configSet('requirepass', password));
    }
    const records = await openStore('redis', scratchSettings(urls.join(', ')));
    for (const id of Array.from({ length: 20 }, () => randomUUID())) {
      await records.create(id, record({ user_name: 'alice' }));
      expect(contentsOf(await records.find(id))).toEqual({ user_name: 'alice' });
    }
    await records.close();
    for (const url of urls) await withRedis(url, (client) => client.configSet('requirepass', ''));
  });

  it('a site that starts takes another node for its guide where one keeps silent', async () => {
    const [silent] = cluster.nodes as [ClusterNode];
    silent.server.process.kill('SIGSTOP');
    // Which node is asked first is a matter of chance.
    const stores = await Promise.all(
      Array.from({ length: 16 }, () => openStore('redis', scratchSettings(cluster.url))),
    );
    const finds = (records: SessionStore) =>
      records.find(randomUUID()).then(
        () => true,
        () => false,
      );
    for (const records of stores)
      await expect.poll(() => finds(records), { timeout: 10_000 }).toBe(true);
    silent.server.process.kill('SIGCONT');
    await Promise.all(stores.map((records) => records.close()));
  });

  describe.each(Object.entries(LOSSES))('of which one is %s', (name, { lose, bringBack }) => {
    let site: InstalledSite;
    beforeAll(async () => {
      site = await borrowSite('authenticated', 'redis');
    });
    afterAll(() => site.remove());

    const prefix = `${name}:`;
    const start = async (): Promise<RunningSite> => {
      const running = await site.start('start', { REDIS_URL: cluster.url, REDIS_PREFIX: prefix });
      onTestFinished(async () => {
        await running.stop();
      });
      return running;
    };
    /** Signs in until every node holds sessions, and tells who lives on the first one. */
    const signInEverywhere = async (running: RunningSite) => {
      const visitors = await Promise.all(
        Array.from({ length: 40 }, async (_, n) => {
          const visitor = new Visitor(running.url);
          await visitor.post('/login', { username: `user-${n}` });
          return visitor;
        }),
      );
      const keys = await Promise.all(
        cluster.nodes.map(({ url }) => withRedis(url, (client) => client.keys(`${prefix}*`))),
      );
      expect(keys.map(({ length }) => length > 0)).toEqual([true, true, true]);
      const livesOnFirst = (visitor: Visitor) => keys[0]?.includes(prefix + sessionIdOf(visitor));
      return {
        theirs: visitors.filter(livesOnFirst),
        others: visitors.filter((visitor) => !livesOnFirst(visitor)),
      };
    };
    const statuses = (visitors: Visitor[], path = '/about') =>
      Promise.all(
        visitors.map(async (visitor) => {
          const late = new Promise<string>((resolve) => setTimeout(resolve, 2_000, 'too late'));
          return Promise.race([visitor.get(path).then(({ status }) => status), late]);
        }),
      );
    const expectAll = async (visitors: Visitor[], status: number) =>
      expect(new Set(await statuses(visitors))).toEqual(new Set([status]));

    it('refuses those who live there with 503 within two seconds, until it is back, and nobody else', async () => {
      const [node] = cluster.nodes as [ClusterNode];
      const running = await start();
      const { theirs, others } = await signInEverywhere(running);
      await lose(node);
      // More than once: the cluster itself, and the site, take note of the loss in the meantime.
      for (let n = 0; n < 3; n += 1) {
        await Promise.all([expectAll(theirs, 503), expectAll(others, 200)]);
      }
      await expectAll([new Visitor(running.url)], 302);
      const { host } = new URL(node.url);
      await expect.poll(running.output).toContain(`Redis at ${host} does not answer`);

      // One that starts meanwhile is no worse off.
      const newcomer = await start();
      const at = (visitors: Visitor[]) => visitors.map((visitor) => visitor.at(newcomer.url));
      await expect
        .poll(async () => new Set(await statuses(at(others))), { timeout: 10_000 })
        .toEqual(new Set([200]));
      await expectAll(at(theirs), 503);

      await bringBack(node);
      const everyone = [...theirs, ...others];
      for (const visitors of [everyone, at(everyone)]) {
        await expect
          .poll(async () => new Set(await statuses(visitors)), { timeout: 20_000 })
          .toEqual(new Set([200]));
      }
      await expect.poll(running.output).toContain(`Redis at ${host} answers again.`);
      expect(running.output()).not.toMatch(/unhandled/i);
    });
  });
});

/** The id that the signed cookie holds. */
function sessionIdOf(visitor: Visitor): string {
  const value = decodeURIComponent(visitor.jar.get('my-app') ?? '');
  return /^s:(.+)\./.exec(value)?.[1] ?? '';
}
