import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { type Site, startSite, Visitor } from './site.ts';

for (const NODE_ENV of ['development', 'production']) {
  describe(`every answer in ${NODE_ENV}`, () => {
    let site: Site;
    let visitor: Visitor;
    before(async () => {
      site = await startSite({ NODE_ENV });
      visitor = new Visitor(site.url);
    });
    after(() => site.close());

    for (const path of ['/home', '/about', '/login', '/logout', '/healthz', '/no-such-page']) {
      it(`${path} must not be stored by any cache`, async () => {
        assert.equal((await visitor.get(path)).headers.get('Cache-Control'), 'no-store');
      });
    }

    it('allows the page no script, and nothing from other sites', async () => {
      const policy = (await visitor.get('/home')).headers.get('Content-Security-Policy') ?? '';
      assert.match(policy, /default-src 'none'/);
      const sources = policy
        .split(';')
        .flatMap((directive) => directive.trim().split(' ').slice(1));
      const others = sources.filter((source) => !["'none'", "'self'", 'data:'].includes(source));
      assert.deepEqual(others, []);
      assert.doesNotMatch(policy, /script-src/);
    });

    it('says of an error only that there was one: the reason is in the log', async () => {
      await writeFile(site.usersFile, 'not JSON');
      const response = await visitor.post('/login', { username: 'alice', password: 'anything' });
      const page = await response.text();
      assert.equal(response.status, 500);
      assert.match(page, /Something went wrong on our side\./);
      assert.doesNotMatch(page, /JSON|users|Error:|\.[jt]s:\d/);
    });
  });
}
