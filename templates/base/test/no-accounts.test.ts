import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startSite, Visitor } from './site.ts';

describe('without accounts', () => {
  it('adding the first account signs out everyone who signed in without one', async () => {
    const site = await startSite();
    const statuses: number[] = [];
    for (const username of ['alice', 'bob']) {
      const visitor = new Visitor(site.url);
      await visitor.post('/login', { username });
      statuses.push((await visitor.get('/about')).status);
      await site.setPassword('alice', 'correct horse');
      statuses.push((await visitor.get('/about')).status);
      site.removeUser('alice');
    }
    await site.close();
    assert.deepEqual(statuses, [200, 302, 200, 302]);
  });

  it('nobody can sign in in production, and the form says why', async () => {
    const site = await startSite({ NODE_ENV: 'production' });
    const visitor = new Visitor(site.url);
    const form = await (await visitor.get('/login')).text();
    const response = await visitor.post('/login', { username: 'alice', password: 'anything' });
    const page = await response.text();
    await site.close();
    assert.equal(response.status, 503);
    for (const text of [form, page]) {
      assert.match(text, /this site has no accounts/);
      // Commands are for whoever runs the site. The log says them.
      assert.doesNotMatch(text, /npm|user:add/);
    }
  });
});

describe('without accounts, in development', () => {
  let site: Awaited<ReturnType<typeof startSite>>;
  before(async () => {
    site = await startSite();
  });
  after(() => site.close());

  // A proxy on this machine adds such headers. Through a proxy, anybody could be asking.
  for (const [header, status] of [
    ['X-Unknown', 302],
    ['X-Forwarded-For', 503],
    ['Forwarded', 503],
  ] as const) {
    it(`a sign-in with the header ${header} gets ${status}`, async () => {
      const response = await fetch(`${site.url}/login`, {
        method: 'POST',
        body: new URLSearchParams({ username: 'alice' }),
        headers: { [header]: '127.0.0.1' },
        redirect: 'manual',
      });
      assert.equal(response.status, status);
    });
  }
});
