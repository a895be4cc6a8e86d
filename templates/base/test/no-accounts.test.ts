import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, it } from 'node:test';
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
  // On this machine, and under its own name. In any doubt, the request could come from anybody.
  for (const [host, headers, env, status] of [
    ['localhost:3000', {}, {}, 302],
    ['app.localhost', {}, {}, 302],
    ['127.0.0.1:3000', {}, {}, 302],
    ['[::1]:3000', {}, {}, 302],
    ['192.0.2.1:3000', {}, {}, 503],
    ['shop.example', {}, { ALLOWED_HOSTS: 'shop.example' }, 503],
    ['evil.example', {}, {}, 403],
    // A proxy or a tunnel on this machine adds such headers, or the settings name it.
    ['localhost', { 'X-Unknown': '127.0.0.1' }, {}, 302],
    ['localhost', { 'X-Forwarded-For': '127.0.0.1' }, {}, 503],
    ['localhost', { Forwarded: 'for=127.0.0.1' }, {}, 503],
    ['localhost', {}, { TRUST_PROXY: '1' }, 503],
  ] as const) {
    it(`a sign-in at ${host} gets ${status} with ${JSON.stringify({ ...headers, ...env })}`, async () => {
      const site = await startSite(env);
      const answered = await statusOfSignIn(site.url, { host, ...headers });
      await site.close();
      assert.equal(answered, status);
    });
  }

  for (const [address, status] of [
    ['127.0.0.2', 302],
    ['::ffff:127.0.0.1', 302],
    ['192.0.2.1', 503],
    ['2001:db8::1', 503],
  ] as const) {
    it(`a sign-in from the address ${address} gets ${status}`, async () => {
      const site = await startSite();
      site.server.on('connection', (socket) => {
        Object.defineProperty(socket, 'remoteAddress', { value: address });
      });
      const answered = await statusOfSignIn(site.url, { host: 'localhost' });
      await site.close();
      assert.equal(answered, status);
    });
  }
});

/** fetch cannot set the header Host. */
async function statusOfSignIn(url: string, headers: Record<string, string>) {
  const form = 'username=alice';
  const type = {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': form.length,
  };
  const req = request(`${url}/login`, {
    method: 'POST',
    headers: { ...type, ...headers },
    agent: false,
  });
  req.end(form);
  const [res]: IncomingMessage[] = await once(req, 'response');
  res?.resume();
  return res?.statusCode;
}
