import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SITE_NAME } from '../src/settings/site.ts';
import { type Site, startSite, Visitor } from './site.ts';

describe('a session', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.close());

  async function signIn(username: string) {
    const visitor = new Visitor(site.url);
    await visitor.post('/login', { username });
    return visitor;
  }

  it('is the same for both clicks of a double click on the sign-in form, and the old one has ended', async () => {
    const before = await signIn('alice');
    const [first, second] = [before.copy(), before.copy()];
    const clicks = [first, second].map((click) => click.post('/login', { username: 'bob' }));
    for (const { status } of await Promise.all(clicks)) assert.equal(status, 302);
    assert.equal(first.cookies.get(SITE_NAME), second.cookies.get(SITE_NAME));
    assert.equal((await first.get('/about')).status, 200);
    assert.equal((await before.get('/about')).status, 302);
  });

  it('is found even if another host of the domain has set a cookie with the same name', async () => {
    const visitor = await signIn('alice');
    const cookie = `${SITE_NAME}=s%3Aforeign.c2lnbmF0dXJl; ${SITE_NAME}=${visitor.cookies.get(SITE_NAME)}`;
    const about = await fetch(`${site.url}/about`, { headers: { cookie }, redirect: 'manual' });
    assert.equal(about.status, 200);
  });
});

it('signing in over plain HTTP in production says that it takes HTTPS', async () => {
  const site = await startSite({ NODE_ENV: 'production' });
  await site.setPassword('alice', 'correct horse');
  const visitor = new Visitor(site.url);
  const answer = await visitor.post('/login', { username: 'alice', password: 'correct horse' });
  await site.close();
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /only works over HTTPS/);
  assert.equal(visitor.cookies.size, 0);
});
