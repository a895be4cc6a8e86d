import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { Language, Mode, Store } from '../../src/create/options.ts';
import { expectedScenarios, observed } from './reference.ts';
import { type InstalledSite, installSite, type RunningSite } from './site.ts';
import { type StoreContents, storeContentsOf } from './store-contents.ts';
import { Visitor } from './visitor.ts';

/** What there is to check in a site before it runs, as scripts of its own. */
const CHECKS = { typescript: ['build'], javascript: [] } as const;

/** All that is asked of a site of one mode on one store: generated, installed and run as its owner would. */
export function describeCombination(mode: Mode, store: Store, language: Language): void {
  const name = `${mode} mode, ${store} store, ${language}`;
  describe.skipIf(store === 'redis' && !inject('redisUrl'))(name, () => {
    let site: InstalledSite;
    let contents: StoreContents;
    beforeAll(async () => {
      site = await installSite(mode, store, language);
      contents = storeContentsOf(site);
    });
    afterAll(() => site?.remove());

    it(`passes ${[...CHECKS[language], 'test'].join(', ')}`, async () => {
      for (const script of CHECKS[language]) await site.runScript(script);
      const report = await site.runScript('test', contents.env);
      // "#" or "ℹ": Node's reporters differ.
      expect(report).toMatch(/^. fail 0$/m);
      expect(report).toMatch(/^. skipped 0$/m);
    });

    describe.each(['start', 'dev'] as const)('run by "npm run %s"', (script) => {
      let running: RunningSite;
      beforeAll(async () => {
        running = await site.start(script, contents.env);
      });
      afterAll(() => running?.stop());

      describeScenarios(mode, () => ({ url: running.url, contents }));

      if (script === 'start') {
        it('says at its start where it is, where sessions are kept, and who may sign in', async () => {
          await vi.waitFor(() =>
            expect(running.output()).toContain('No accounts yet, so any name signs in'),
          );
          expect(running.output()).toMatch(/^MyApp is at http:\/\/127\.0\.0\.1:\d+$/m);
          expect(running.output()).toMatch(/^Sessions are kept in .+\.$/m);
        });
      }

      it('ends with exit code 0 when it is asked to stop', async () => {
        expect(await running.stop()).toBe(0);
      });
    });

    it(`${store === 'memory' ? 'forgets' : 'remembers'} who is signed in over a restart`, async () => {
      const before = await site.start('start', contents.env);
      const alice = new Visitor(before.url);
      await alice.post('/login', { username: 'alice' });
      await before.stop();

      const after = await site.start('start', { ...contents.env, PORT: new URL(before.url).port });
      const answer = await alice.get('/about');
      await after.stop();
      expect(answer.status).toBe(store === 'memory' ? 302 : 200);
    });

    it('restarts in dev when its code changes, and not when a session is written', async () => {
      const running = await site.start('dev', contents.env);
      const starts = () => running.output().split('MyApp is at').length - 1;
      const visitor = new Visitor(running.url);
      for (let n = 0; n < 5; n += 1) await visitor.post('/login', { username: `user-${n}` });
      expect(starts()).toBe(1);

      const file = join(
        site.directory,
        language === 'typescript' ? 'src/pages.ts' : 'src/pages.js',
      );
      const code = readFileSync(file, 'utf8');
      writeFileSync(file, code.replace('Sofas', 'Benches'));
      await vi.waitFor(() => expect(starts()).toBe(2), { timeout: 20_000 });
      const url = running.output().split('MyApp is at ').at(-1)?.split('\n')[0] ?? '';
      const again = visitor.at(url);
      const products = await again.get('/products');
      expect(products.body).toContain('Benches');
      expect(products.body.includes('Welcome user-4!')).toBe(store !== 'memory');
      await running.stop();
      writeFileSync(file, code);
    });
  });
}

/** Walks a site through all that the tutorial does, and looks into its store after each step. */
export function describeScenarios(
  mode: Mode,
  site: () => { url: string; contents: StoreContents },
): void {
  const scenarios = expectedScenarios(mode);
  it.each(Object.keys(scenarios))('does as the tutorial does: %s', async (name) => {
    const { url, contents } = site();
    await contents.clear();
    const visitor = new Visitor(url);
    for (const { request, store_after, ...expected } of scenarios[name] ?? []) {
      const answer = await visitor.ask(request.method, request.path, request.form);
      const step = `${request.method} ${request.path}`;
      expect({ step, ...comparable(observed(answer)) }).toEqual({ step, ...comparable(expected) });
      const stored = await contents.read();
      if (stored) expect({ step, stored }).toEqual({ step, stored: store_after });
    }
  });
}

/** What the page says is compared where the tutorial shows one; how a redirect is worded is nobody's concern. */
function comparable<T extends ReturnType<typeof observed>>(step: T): T {
  if (step.status === 200) return step;
  return { ...step, page: null, content_type: step.status >= 400 ? step.content_type : null };
}
