import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Site, startSite, Visitor } from './site.ts';

describe('the page', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.close());

  for (const [path, heading] of [
    ['/', 'You are at the home page!!'],
    ['/home', 'You are at the home page!!'],
    ['/products', 'Below are the products that we offer.'],
    ['/login', 'Please fill the below form to sign-in!!'],
  ]) {
    it(`${path} is open to everyone`, async () => {
      const response = await new Visitor(site.url).get(path);
      assert.equal(response.status, 200);
      assert.ok((await response.text()).includes(heading));
    });
  }

  for (const [path, heading] of [
    ['/about', 'You are at the About page!!'],
    ['/contact', 'You are at the Contact page!!'],
  ]) {
    it(`${path} asks visitors to sign in`, async () => {
      const visitor = new Visitor(site.url);
      assert.equal((await visitor.get(path)).status, 302);
      await visitor.post('/login', { username: 'alice' });
      assert.ok((await (await visitor.get(path)).text()).includes(heading));
    });
  }

  for (const [method, path, status, allow] of [
    ['POST', '/home', 405, 'GET, HEAD'],
    ['DELETE', '/login', 405, 'GET, HEAD, POST'],
    ['OPTIONS', '/about', 204, 'GET, HEAD'],
    ['HEAD', '/', 200, null],
    ['HEAD', '/about', 302, null],
    ['HEAD', '/products', 200, null],
    ['HEAD', '/login', 200, null],
    ['HEAD', '/logout', 200, null],
    ['GET', '/favicon.ico', 204, null],
    ['GET', '/public/icon.svg', 200, null],
    ['GET', '/no-such-page', 404, null],
  ] as const) {
    it(`${method} ${path} gets ${status}`, async () => {
      const response = await new Visitor(site.url).request(method, path);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('allow'), allow);
      if (status >= 400) assert.match(await response.text(), /<title>[\w ]+ - \w+<\/title>/);
    });
  }
});
