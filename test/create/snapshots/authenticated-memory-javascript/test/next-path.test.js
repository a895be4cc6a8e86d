import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nextPath } from '../src/accounts/next-path.js';
import { startSite, Visitor } from './site.js';

const followed = [
  '/about',
  '/about?a=1&b=2',
  '/about?next=https://evil.example/',
  '/products#chairs',
  '/a/../contact',
  '/%2Fevil.example',
];

const refused = [
  undefined,
  '',
  'about',
  ['/about', '/contact'],
  { path: '/about' },
  'https://evil.example/',
  'javascript:alert(1)',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  ' //evil.example',
  '/login?next=/about',
  '/logout',
  '/Logout/',
];

for (const next of followed) {
  it(`goes to ${next} after a sign-in`, () => {
    const url = new URL(nextPath(next), 'https://here.example');
    assert.equal(url.href, new URL(next, 'https://here.example').href);
  });
}

for (const next of refused) {
  it(`goes home after a sign-in, not to ${JSON.stringify(next)}`, () => {
    assert.equal(nextPath(next), '/home');
  });
}

it('goes back from a form to the page that it was on, with the query, and never to another site', async () => {
  const site = await startSite();
  const leadsTo = [];
  for (const page of [
    `${site.url}/account?page=2`,
    'https://evil.example//about?a=1',
    'nonsense',
  ]) {
    const headers = { Referer: page };
    const visitor = new Visitor(site.url);
    const asked = await visitor.request('POST', '/account/end', new URLSearchParams(), headers);
    const { searchParams } = new URL(asked.headers.get('Location') ?? '', site.url);
    const form = { username: 'alice', next: searchParams.get('next') ?? '' };
    leadsTo.push((await visitor.post('/login', form)).headers.get('Location'));
  }
  await site.close();
  assert.deepEqual(leadsTo, ['/account?page=2', '/home', '/home']);
});
