import assert from 'node:assert/strict';
import { it } from 'node:test';
import { contentsAtHome, contentsAtSignIn } from '../src/sessions/contents.js';
import { SITE_NAME } from '../src/site.js';
import { startSite, Visitor } from './site.js';

it('begins a session on the home page, and nowhere else', async () => {
  const site = await startSite();
  const visitor = new Visitor(site.url);
  for (const path of ['/about', '/products', '/login']) await visitor.get(path);
  const elsewhere = visitor.cookies.size;
  await visitor.get('/home');
  await site.close();
  assert.equal(elsewhere, 0);
  assert.ok(visitor.cookies.has(SITE_NAME));
});

it('serves the home page without a session to an address that began too many', async () => {
  const site = await startSite({ NEW_SESSIONS: '2' });
  const cookies = [];
  for (let n = 0; n < 3; n += 1) {
    const visitor = new Visitor(site.url);
    assert.equal((await visitor.get('/home')).status, 200);
    cookies.push(visitor.cookies.size);
  }
  await site.close();
  assert.deepEqual(cookies, [1, 1, 0]);
});

it('keeps the preferences that are there', () => {
  assert.deepEqual(contentsAtHome({}), { lang: 'en', theme: 'dark' });
  assert.deepEqual(contentsAtHome({ lang: 'fr', theme: 'light' }), {});
  assert.deepEqual(contentsAtHome({ lang: 'fr' }), { theme: 'dark' });
});

it('carries what the visitor gathered over to the signed-in session', () => {
  assert.deepEqual(contentsAtSignIn({ lang: 'en', theme: 'dark' }, 'alice'), {
    lang: 'en',
    theme: 'dark',
    user_name: 'alice',
  });
});

it('hands nothing of one person to the next', () => {
  assert.deepEqual(contentsAtSignIn({ user_name: 'alice', lang: 'en' }, 'bob'), {
    user_name: 'bob',
  });
});
