import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type Site, startSite, Visitor } from './site.ts';

describe('another site', () => {
  let site: Site;
  let alice: Visitor;
  before(async () => {
    site = await startSite();
    alice = new Visitor(site.url);
    await alice.post('/login', { username: 'alice' });
  });
  after(() => site.close());

  /** Sends what alice's browser would send for a page of another site. */
  const requestAsAlice = (method: string, path: string, headers: Record<string, string>) => {
    const cookie = [...alice.cookies].map((pair) => pair.join('=')).join('; ');
    return fetch(`${site.url}${path}`, { method, headers: { cookie, ...headers } });
  };

  for (const [method, path, headers, status] of [
    ['POST', '/logout', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['POST', '/login', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['POST', '/logout', { Origin: 'https://evil.example' }, 403],
    ['POST', '/logout', { Origin: 'null' }, 403],
    ['GET', '/logout', { 'Sec-Fetch-Site': 'cross-site' }, 200],
    ['GET', '/logout', { Referer: 'https://evil.example/' }, 200],
    ['HEAD', '/logout', {}, 200],
    // Browsers may load a link before anyone clicks it.
    ['GET', '/logout', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Purpose': 'prefetch' }, 200],
    ['POST', '/logout', { 'Sec-Fetch-Site': 'same-origin', Purpose: 'prefetch' }, 403],
  ] as const) {
    it(`${method} ${path} with ${JSON.stringify(headers)} cannot sign a visitor in or out`, async () => {
      assert.equal((await requestAsAlice(method, path, headers)).status, status);
      assert.match(await (await alice.get('/about')).text(), /Welcome alice!/);
    });
  }

  it('cannot be mistaken for this one, because our own forms send their origin', async () => {
    assert.equal((await alice.get('/home')).headers.get('referrer-policy'), 'same-origin');
  });
});

describe('a request for the host', () => {
  const statusFor = async (host: string, env: Record<string, string>, path = '/products') => {
    const site = await startSite(env);
    const req = request(`${site.url}${path}`, { headers: { host }, agent: false }).end();
    const [res]: IncomingMessage[] = await once(req, 'response');
    res?.resume();
    await site.close();
    return res?.statusCode;
  };
  const PRODUCTION = { NODE_ENV: 'production' };
  const ALLOWED_HOSTS = 'shop.example, .shops.example';

  for (const [host, env, status] of [
    ['localhost:3000', {}, 200],
    ['shop.localhost', {}, 200],
    ['192.0.2.1:3000', {}, 200],
    ['[::1]:3000', {}, 200],
    ['evil.example', {}, 403],
    ['localhost.evil.example', {}, 403],
    ['shop.example:3000', { ALLOWED_HOSTS }, 200],
    ['one.shops.example', { ALLOWED_HOSTS }, 200],
    ['evilshops.example', { ALLOWED_HOSTS }, 403],
    ['dev.example', { HOST: 'dev.example' }, 200],
    ['evil.example', PRODUCTION, 200],
    ['evil.example', { ...PRODUCTION, ALLOWED_HOSTS }, 403],
    ['shop.example', { ...PRODUCTION, ALLOWED_HOSTS }, 200],
  ] as const) {
    it(`${host} gets ${status} with ${JSON.stringify(env)}`, async () => {
      assert.equal(await statusFor(host, env), status);
    });
  }

  it('10-0-0-1.internal gets 200 for /healthz: load balancers may use any name', async () => {
    assert.equal(await statusFor('10-0-0-1.internal', {}, '/healthz'), 200);
  });
});
