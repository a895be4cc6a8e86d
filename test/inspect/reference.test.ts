import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { choicesOf, MODE } from '../../src/create/options.ts';
import type { SessionJson } from '../../src/events/session.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { runCli } from '../support/cli.ts';
import { type DevRun, startDev } from '../support/dev-run.ts';
import { expectedScenarios } from '../support/reference.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../support/site.ts';
import { storeContentsOf } from '../support/store-contents.ts';
import { STORES } from '../support/stored.ts';
import { Visitor } from '../support/visitor.ts';

const SITES = choicesOf(MODE).flatMap((mode) =>
  (['memory', ...STORES] as const).map((store) => ({ mode, store })),
);

describe.each(SITES)(
  'inspect, on a site in $mode mode with the $store store',
  ({ mode, store }) => {
    let site: InstalledSite;
    let running: RunningSite | DevRun;
    let env: Record<string, string>;
    beforeAll(async () => {
      site = await borrowSite(mode, store, 'javascript');
      // What is in an app's memory is told while it runs under `session-app dev`, and by that alone.
      if (store === 'memory') {
        const dev = await startDev([site.directory]);
        [running, env] = [dev, dev.env];
      } else {
        env = storeContentsOf(site).env;
        running = await site.start('start', env);
      }
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      await running?.stop();
      await site?.remove();
    });

    async function rows(): Promise<SessionJson[]> {
      const all: SessionJson[] = [];
      for await (const session of inspect({ site: site.directory })) all.push(session);
      return all;
    }

    /** The same, as the command prints it. */
    async function printedRows(): Promise<SessionJson[]> {
      const args = ['inspect', site.directory, '--json'];
      const { stdout } = await runCli(args, { bin: 'session-app', env });
      return JSON.parse(stdout);
    }

    it.each(Object.keys(expectedScenarios(mode)))(
      'shows after each step what the tutorial’s store held: %s',
      async (name) => {
        const others = new Set((await rows()).map(({ id }) => id));
        const visitor = new Visitor(running.url);
        for (const { request, store_after } of expectedScenarios(mode)[name] ?? []) {
          await visitor.ask(request.method, request.path, request.form);
          const own = (await rows()).filter(({ id }) => !others.has(id));
          const expected = store_after.map((data) => ({
            state: 'live',
            user: data.user_name ?? null,
            data,
          }));
          expect(own.map(({ state, user, data }) => ({ state, user, data }))).toEqual(expected);
        }
        expect(await printedRows()).toEqual(await rows());
      },
    );

    it('shows the same of each session, and the same times, whichever the store is', async () => {
      const others = new Set((await rows()).map(({ id }) => id));
      const visitor = new Visitor(running.url);
      await visitor.get('/');
      const began = Date.now();
      await visitor.post('/login', { username: 'alice' });
      const [row] = (await rows()).filter(({ id }) => !others.has(id));
      const { created, used, expires, ...rest } = Object(row);
      expect(rest).toEqual({
        v: 1,
        id: expect.stringMatching(/^[0-9a-f]{8}$/),
        state: 'live',
        user: 'alice',
        data: { user_name: 'alice', lang: 'en', theme: 'dark' },
        size: expect.any(Number),
      });
      for (const time of [created, used]) {
        expect(Math.abs(Date.parse(time) - began)).toBeLessThan(2_000);
      }
      expect(Math.abs(Date.parse(expires) - began - 2 * 3_600_000)).toBeLessThan(2_000);
    });
  },
);
