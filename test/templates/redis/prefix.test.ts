import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { type RedisServer, startRedis, withRedis } from '../../support/redis.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

describe.skipIf(!inject('redisServer'))(
  'the keys of a site that is told of no REDIS_PREFIX',
  () => {
    let redis: RedisServer;
    let site: InstalledSite;
    beforeAll(async () => {
      redis = await startRedis(inject('redisServer'));
      site = await borrowSite('authenticated', 'redis', 'javascript');
    });
    afterAll(async () => {
      await redis.stop();
      await site.remove();
    });

    it.each([
      ['my-app', 'my-app:sess:'],
      ['@acme/shop.front', 'shop-front:sess:'],
    ])('begin with its name, %s, and the tool finds them there', async (name, prefix) => {
      const path = join(site.directory, 'package.json');
      const manifest = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(path, JSON.stringify({ ...manifest, name }));
      await withRedis(redis.url, (client) => client.flushAll());
      const running = await site.start('start', { REDIS_URL: redis.url });
      await new Visitor(running.url).post('/login', { username: 'alice' });
      await new Visitor(running.url).post('/login', {});
      expect((await new Visitor(running.url).get('/healthz')).status).toBe(200);
      await running.stop();

      const keys = await withRedis(redis.url, (client) => client.keys('*'));
      expect(keys.filter((key) => key.startsWith(prefix))).toHaveLength(1);
      expect(keys.filter((key) => !key.includes(prefix))).toEqual([]);
      const { stdout, stderr } = await runCli(['inspect'], {
        bin: 'session-app',
        cwd: site.directory,
        env: { REDIS_URL: redis.url },
      });
      expect(stdout).toContain('alice');
      expect(stderr).toContain(
        `1 session: 1 signed in      redis ${new URL(redis.url).host} ${prefix}`,
      );
    });
  },
);
