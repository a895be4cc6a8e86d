import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { type StoreContents, storeContentsOf } from '../../support/store-contents.ts';
import { Visitor } from '../../support/visitor.ts';

describe.each([
  ['file', 'typescript'],
  ['redis', 'javascript'],
] as const)('the %s store, in %s', (store, language) => {
  describe.skipIf(store === 'redis' && !inject('redisUrl'))('between processes:', () => {
    let site: InstalledSite;
    let contents: StoreContents;
    beforeAll(async () => {
      site = await borrowSite('anonymous', store, language);
      contents = storeContentsOf(site);
    });
    afterAll(async () => {
      await contents.clear();
      await site.remove();
    });

    it('two processes know the same visitors, and a log-out at one counts at the other', async () => {
      const [one, two] = await Promise.all([
        site.start('start', contents.env),
        site.start('start', contents.env),
      ]);
      const alice = new Visitor(one.url);
      await alice.post('/login', { username: 'alice' });
      expect((await alice.at(two.url).get('/about')).body).toContain('Welcome alice!');

      const before = alice.at(one.url);
      await alice.at(two.url).post('/logout');
      expect((await before.get('/about')).status).toBe(302);
      await Promise.all([one.stop(), two.stop()]);
    });

    it('two processes that change one session at the same time lose none of their changes', async () => {
      const script = `
        const { openStores } = await import('./${site.code}/stores.js');
        const { sessions: records, close } = await openStores(process.env);
        const name = process.argv[1];
        if (name === 'create') {
          await records.create('shared', { cookie: { expires: new Date(Date.now() + 3_600_000) } });
        } else {
          for (let n = 0; n < 200; n += 1) {
            await records.update('shared', (record) => ({ ...record, [name + n]: true }));
          }
        }
        if (name === 'create') await close();
        else {
          const record = await records.find('shared');
          await close();
          console.log(Object.keys(record).length - 1);
        }
      `;
      const run = (name: string) =>
        execa(process.execPath, ['--input-type=module', '-e', script, name], {
          cwd: site.directory,
          env: contents.env,
        });
      await run('create');
      const counts = await Promise.all(['a', 'b', 'c'].map((name) => run(name)));
      const last = Math.max(...counts.map(({ stdout }) => Number(stdout)));
      expect(last).toBe(3 * 200);
    });

    it('a secret is replaced without signing anyone out', async () => {
      const [older, newer] = ['an older secret '.repeat(3), 'a newer secret '.repeat(3)];
      const before = await site.start('start', { ...contents.env, SESSION_SECRET: older });
      const alice = new Visitor(before.url);
      await alice.post('/login', { username: 'alice' });
      await before.stop();

      const secrets = { SESSION_SECRET: `${newer},${older}` };
      const after = await site.start('start', { ...contents.env, ...secrets });
      expect((await alice.at(after.url).get('/about')).status).toBe(200);
      await after.stop();

      const without = await site.start('start', { ...contents.env, SESSION_SECRET: newer });
      expect((await alice.at(without.url).get('/about')).status).toBe(302);
      await without.stop();
    });

    it('kill -9 in the middle of writes tears no record, and loses no sign-in that was answered', async () => {
      const doomed = await site.start('start', contents.env);
      const answered: Visitor[] = [];
      const signInForEver = async (name: string) => {
        for (let n = 0; ; n += 1) {
          const visitor = new Visitor(doomed.url);
          const { status } = await visitor.post('/login', { username: `${name}-${n}` });
          if (status === 302) answered.push(visitor);
        }
      };
      const crowd = Array.from({ length: 10 }, (_, n) =>
        signInForEver(`user-${n}`).catch(() => {}),
      );
      while (answered.length < 200) await new Promise((resolve) => setTimeout(resolve, 5));
      await doomed.stop('SIGKILL');
      await Promise.all(crowd);

      const heir = await site.start('start', contents.env);
      const lost: number[] = [];
      // One after the other: all at once would be more than a busy machine answers in time.
      for (const visitor of answered) {
        const { status } = await visitor.at(heir.url).get('/about');
        if (status !== 200) lost.push(status);
      }
      await heir.stop();
      expect(lost).toEqual([]);
      for (const text of recordsOf(site)) expect(() => JSON.parse(text)).not.toThrow();
    });
  });
});

/** The texts of all session files; a draft that was never put in place is no record. */
function recordsOf(site: InstalledSite): string[] {
  if (site.store !== 'file') return [];
  const directory = join(site.directory, '.sessions');
  return readdirSync(directory)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map((name) => readFileSync(join(directory, name, 'record'), 'utf8'));
}
