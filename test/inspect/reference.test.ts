import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choicesOf, MODE } from '../../src/scaffold/options.ts';
import { runCli } from '../support/cli.ts';
import { expectedScenarios } from '../support/reference.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../support/site.ts';
import { type StoreContents, storeContentsOf } from '../support/store-contents.ts';
import { STORES } from '../support/stored.ts';
import { Visitor } from '../support/visitor.ts';

/** What a row says that does not depend on when it was looked at, nor on what the id is. */
interface Row {
  state: string;
  user: string | null;
  data: Record<string, unknown>;
}

const SITES = choicesOf(MODE).flatMap((mode) => STORES.map((store) => ({ mode, store })));

describe.each(SITES)(
  'inspect, on a site in $mode mode with the $store store',
  ({ mode, store }) => {
    let site: InstalledSite;
    let contents: StoreContents;
    let running: RunningSite;
    beforeAll(async () => {
      site = await borrowSite(mode, store);
      contents = storeContentsOf(site);
      running = await site.start('start', contents.env);
    });
    afterAll(async () => {
      await running?.stop();
      await site?.remove();
    });

    const inspect = (...args: string[]) =>
      runCli(['inspect', site.directory, ...args], { bin: 'session-app', env: contents.env });

    it.each(Object.keys(expectedScenarios(mode)))(
      'shows after each step what the tutorial’s store held: %s',
      async (name) => {
        await contents.clear();
        const visitor = new Visitor(running.url);
        for (const { request, store_after } of expectedScenarios(mode)[name] ?? []) {
          await visitor.ask(request.method, request.path, request.form);
          const { stdout } = await inspect('--json');
          const rows: Row[] = JSON.parse(stdout);
          const expected = store_after.map((data) => ({
            state: 'live',
            user: data.user_name ?? null,
            data,
          }));
          expect(rows.map(({ state, user, data }) => ({ state, user, data }))).toEqual(expected);
        }
      },
    );

    it('shows the same times, whichever the store is', async () => {
      await contents.clear();
      const began = Date.now();
      await new Visitor(running.url).post('/login', { username: 'alice' });
      const { stdout } = await inspect('--json');
      const [{ created, used, expires }] = JSON.parse(stdout);
      for (const time of [created, used]) {
        expect(Math.abs(Date.parse(time) - began)).toBeLessThan(2_000);
      }
      expect(Math.abs(Date.parse(expires) - began - 2 * 3_600_000)).toBeLessThan(2_000);
    });
  },
);
