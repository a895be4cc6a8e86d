import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { describeScenarios } from '../../support/combination.ts';
import { type LoadBalancer, startLoadBalancer } from '../../support/load-balancer.ts';
import { useOwnCheck } from '../../support/own-check.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../../support/site.ts';
import { type StoreContents, storeContentsOf } from '../../support/store-contents.ts';
import { Visitor } from '../../support/visitor.ts';

describe.each([
  ['authenticated', 'typescript'],
  ['anonymous', 'javascript'],
] as const)('in %s mode, in %s', (mode, language) => {
  describe.skipIf(!inject('redisUrl'))('two processes behind a load balancer', () => {
    let site: InstalledSite;
    let contents: StoreContents;
    let processes: RunningSite[];
    let balancer: LoadBalancer;
    beforeAll(async () => {
      site = await borrowSite(mode, 'redis', language);
      // Nobody is the developer behind a load balancer.
      useOwnCheck(site);
      contents = storeContentsOf(site);
      processes = await Promise.all([1, 2].map(() => start()));
      balancer = await startLoadBalancer(processes.map(({ url }) => url));
    });
    afterAll(async () => {
      await balancer.stop();
      await Promise.all(processes.map((running) => running.stop()));
      await contents.clear();
      await site.remove();
    });
    const start = (env = {}) => site.start('start', { ...contents.env, ...env });

    describeScenarios(mode, () => ({ url: balancer.url, contents }));

    it('take turns, whoever asks', async () => {
      balancer.answered.clear();
      const alice = new Visitor(balancer.url);
      await alice.post('/login', { username: 'alice' });
      for (let n = 0; n < 9; n += 1) {
        expect((await alice.get('/about')).body).toContain('Welcome alice!');
      }
      expect(processes.map(({ url }) => balancer.answered.get(url))).toEqual([5, 5]);
    });

    it('are restarted one after the other, and no visitor notices', async () => {
      const visitors = await Promise.all(
        Array.from({ length: 10 }, async (_, n) => {
          const visitor = new Visitor(balancer.url);
          await visitor.post('/login', { username: `user-${n}` });
          return visitor;
        }),
      );
      const failed: number[] = [];
      let asked = 0;
      let restarted = false;
      const stream = visitors.map(async (visitor) => {
        while (!restarted) {
          const { status } = await visitor.get('/about');
          asked += 1;
          if (status !== 200) failed.push(status);
        }
      });
      /** Lets so many more requests be answered. */
      const more = async (requests: number) => {
        const goal = asked + requests;
        await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(goal);
      };

      for (const [n, running] of processes.entries()) {
        await more(200);
        expect(await running.stop()).toBe(0);
        await more(200);
        processes[n] = await start({ PORT: new URL(running.url).port });
        balancer.answered.set(running.url, 0);
        await expect
          .poll(() => balancer.answered.get(running.url), { timeout: 20_000 })
          .toBeGreaterThan(100);
      }
      restarted = true;
      await Promise.all(stream);
      expect(failed).toEqual([]);
    });
  });
});
