import { once } from 'node:events';
import { expect, inject, it } from 'vitest';
import { freePort, startRedis } from '../../support/redis.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { borrowSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

it.skipIf(!inject('redisServer'))(
  'with the settings that the README names, a Redis that is killed brings back nobody who has signed out',
  async () => {
    const [port, folder] = [await freePort(), scratchFolder()];
    const start = () =>
      startRedis(inject('redisServer'), port, [
        ...['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always'],
      ]);
    const redis = await start();
    const site = await borrowSite('authenticated', 'redis', 'javascript');
    const running = await site.start('start', { REDIS_URL: redis.url });
    const visitors = Array.from({ length: 20 }, () => new Visitor(running.url));
    await Promise.all(visitors.map((visitor) => visitor.post('/login', { username: 'alice' })));
    const [leaving, staying] = [visitors.slice(0, 10), visitors.slice(10)];
    // The cookies are kept, as a thief would.
    const thieves = leaving.map((visitor) => visitor.at(running.url));
    await Promise.all(leaving.map((visitor) => visitor.post('/logout')));
    redis.process.kill('SIGKILL');
    await once(redis.process, 'exit');

    const again = await start();
    const statuses = (of: Visitor[]) =>
      Promise.all(of.map(async (visitor) => (await visitor.get('/about')).status));
    await expect
      .poll(async () => new Set(await statuses(staying)), { timeout: 10_000 })
      .toEqual(new Set([200]));
    expect(new Set(await statuses(thieves))).toEqual(new Set([302]));
    await running.stop();
    await again.stop();
    await redis.stop();
    await site.remove();
  },
);
