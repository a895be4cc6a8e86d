import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nextPath } from '../src/accounts/next-path.ts';
import { startSite, Visitor } from './site.ts';

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
  `/about?${'a'.repeat(2_000)}`,
];

for (const next of followed) {
  it(`goes to ${next} after a sign-in`, () => {
    const url = new URL(nextPath(next), 'https://here.example');
    assert.equal(url.href, new URL(next, 'https://here.example').href);
  });
}

for (const next of refused) {
  it(`goes home after a sign-in, not to ${JSON.stringify(next)?.slice(0, 30)}`, () => {
    assert.equal(nextPath(next), '/home');
  });
}

it('goes back from a form to the page that it was on, with the query, and never to another site', async () => {
  const site = await startSite();
  const leadsTo: Array<string | null> = [];
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

it('lets visitors sign in after they have opened an address of any length', async () => {
  const site = await startSite();
  await site.setPassword('alice', 'correct horse');
  for (const length of [700, 1_500]) {
    const visitor = new Visitor(site.url);
    const asked = await visitor.get(`/about?q=${encodeURIComponent('漢'.repeat(length))}`);
    const form = await visitor.get(asked.headers.get('Location') ?? '');
    assert.equal(form.status, 200);
    const [, next = ''] = /name="next" value="([^"]*)"/.exec(await form.text()) ?? [];
    const fields = { username: 'alice', password: 'correct horse', next };
    assert.equal((await visitor.post('/login', fields)).status, 302);
  }
  await site.close();
});
