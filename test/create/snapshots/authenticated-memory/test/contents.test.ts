import assert from 'node:assert/strict';
import { it } from 'node:test';
import { contentsAtHome, contentsAtSignIn } from '../src/sessions/contents.ts';
import { startSite, Visitor } from './site.ts';

it('starts no session for a visitor who only looks around', async () => {
  const site = await startSite();
  const visitor = new Visitor(site.url);
  for (const path of ['/', '/home', '/about', '/products', '/login']) await visitor.get(path);
  await site.close();
  assert.equal(visitor.cookies.size, 0);
});

it('holds the name and the preferences after a sign-in', () => {
  assert.deepEqual(contentsAtHome({}), {});
  assert.deepEqual(contentsAtSignIn({}, 'alice'), {
    user_name: 'alice',
    lang: 'en',
    theme: 'dark',
  });
});
