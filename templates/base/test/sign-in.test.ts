import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { SITE_NAME } from '../src/settings/site.ts';
import { type Site, startSite, Visitor } from './site.ts';

describe('signing in and out', () => {
  let site: Site;
  let visitor: Visitor;
  before(async () => {
    site = await startSite();
  });
  after(() => site.close());
  beforeEach(() => {
    visitor = new Visitor(site.url);
  });

  it('leads from a protected page to the form and back, with the query', async () => {
    const refused = await visitor.get('/about?a=1&b=2');
    assert.equal(refused.status, 302);
    assert.equal(refused.headers.get('location'), '/login?next=%2Fabout%3Fa%3D1%26b%3D2');

    const signedIn = await visitor.post('/login', { username: 'alice', next: '/about?a=1&b=2' });
    assert.equal(signedIn.status, 302);
    assert.equal(signedIn.headers.get('location'), '/about?a=1&b=2');

    const about = await visitor.get('/about?a=1&b=2');
    assert.equal(about.status, 200);
    assert.match(await about.text(), /Welcome alice!/);
  });

  it('leads to the home page if no page was asked for', async () => {
    const response = await visitor.post('/login', { username: 'alice' });
    assert.equal(response.headers.get('location'), '/home');
  });

  it('refuses an empty name without starting a session, and remembers where to go', async () => {
    const response = await visitor.post('/login', { username: ' ', next: '/contact' });
    assert.equal(response.status, 422);
    assert.equal(visitor.cookies.size, 0);
    const page = await response.text();
    assert.match(page, /Please enter your username\./);
    assert.match(page, /name="next" value="\/contact"/);
  });

  it('shows HTML in a name as text', async () => {
    await visitor.post('/login', { username: '<script>alert(1)</script>' });
    const page = await (await visitor.get('/home')).text();
    assert.match(page, /Welcome &lt;script&gt;alert\(1\)&lt;\/script&gt;!/);
  });

  it('creates a new session id every time, and the old one stops working', async () => {
    await visitor.post('/login', { username: 'alice' });
    const thief = visitor.copy();
    await visitor.post('/login', { username: 'alice' });
    assert.equal((await visitor.get('/about')).status, 200);
    assert.equal((await thief.get('/about')).status, 302);
  });

  for (const method of ['POST', 'GET']) {
    it(`ends the session with ${method} /logout, and its cookie stops working`, async () => {
      await visitor.post('/login', { username: 'alice' });
      const thief = visitor.copy();
      const response = await visitor.request(method, '/logout');
      assert.equal(response.status, 200);
      const page = await response.text();
      assert.match(page, /Signed Out!!!/);
      assert.doesNotMatch(page, /Welcome/);
      assert.equal(visitor.cookies.size, 0);

      assert.equal((await thief.get('/about')).status, 302);
    });
  }

  it('sets a cookie that is hidden from scripts and from other sites', async () => {
    const response = await visitor.post('/login', { username: 'alice' });
    const [cookie = ''] = response.headers.getSetCookie();
    assert.ok(cookie.startsWith(`${SITE_NAME}=`));
    for (const attribute of ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Expires=']) {
      assert.ok(cookie.includes(attribute), `${attribute} in ${cookie}`);
    }
  });
});

describe('signing in, in production', () => {
  it('sets cookies for this host and for HTTPS only', async () => {
    const site = await startSite({ NODE_ENV: 'production', TRUST_PROXY: '1' });
    await site.setPassword('alice', 'correct horse');
    const response = await fetch(`${site.url}/login`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'alice', password: 'correct horse' }),
      headers: { 'X-Forwarded-Proto': 'https' },
      redirect: 'manual',
    });
    const cookies = response.headers.getSetCookie();
    await site.close();
    assert.ok(cookies.some((cookie) => cookie.startsWith(`__Host-${SITE_NAME}=`)));
    // The session cookie, and the one that remembers the browser: see device-cookie.ts.
    assert.equal(cookies.length, 2);
    for (const cookie of cookies) {
      assert.match(cookie, /^__Host-.*; Path=\/;.* Secure/);
      assert.doesNotMatch(cookie, /Domain=/);
    }
  });
});
