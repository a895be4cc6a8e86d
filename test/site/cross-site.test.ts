import { beforeEach, describe, expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { Visitor } from '../support/visitor.ts';

describe('who may ask', () => {
  let url: string;
  let alice: Visitor;
  beforeEach(async () => {
    url = await startApp();
    alice = new Visitor(url);
    await alice.post('/login', { username: 'alice' });
  });
  const isSignedIn = async () => (await alice.get('/home')).body.includes('Welcome alice!');

  const foreign: Array<[string, Record<string, string>]> = [
    ['a page of another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a page of a neighbouring host', { 'Sec-Fetch-Site': 'same-site' }],
    ['an older browser, from another site', { Origin: 'https://evil.example' }],
    ['an older browser, from a page without an origin', { Origin: 'null' }],
    [
      'a browser that says one thing and another',
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1' },
    ],
    [
      'a browser that fetches ahead',
      { 'Sec-Fetch-Site': 'same-origin', 'Sec-Purpose': 'prefetch' },
    ],
    ['a browser that renders ahead', { 'Sec-Purpose': 'prefetch;prerender' }],
    ['an older browser that fetches ahead', { Purpose: 'prefetch' }],
  ];

  describe.each(foreign)('%s', (_, headers) => {
    it.each([
      ['GET', '/logout'],
      ['HEAD', '/logout'],
      ['POST', '/logout'],
      ['POST', '/login'],
    ])('is refused at %s %s, and nothing changes', async (method, path) => {
      const form = path === '/login' ? { username: 'mallory' } : undefined;
      const answer = await alice.ask(method, path, form, headers);
      expect(answer.status).toBe(403);
      expect(answer.cookies).toEqual([]);
      expect(await isSignedIn()).toBe(true);
    });

    it.each(['/home', '/about', '/login?next=/about'])('may follow a link to %s', async (path) => {
      expect((await alice.ask('GET', path, undefined, headers)).status).toBe(200);
    });
  });

  it.each<[string, Record<string, string>]>([
    ['a page of this site', { 'Sec-Fetch-Site': 'same-origin' }],
    ['the address bar', { 'Sec-Fetch-Site': 'none' }],
    ['a tool that is no browser', {}],
  ])('%s may sign in and out', async (_, headers) => {
    expect((await alice.ask('POST', '/login', { username: 'bob' }, headers)).status).toBe(302);
    expect((await alice.ask('POST', '/logout', undefined, headers)).status).toBe(200);
    expect((await alice.get('/about')).status).toBe(302);
  });

  it('an older browser may sign in from this site, by the name that it knows the site by', async () => {
    const { host } = new URL(url);
    const answer = await alice.ask(
      'POST',
      '/login',
      { username: 'bob' },
      { Origin: `http://${host}` },
    );
    expect(answer.status).toBe(302);
  });

  it('the refusal is a page that says why', async () => {
    const answer = await alice.ask('GET', '/logout', undefined, { 'Sec-Fetch-Site': 'cross-site' });
    expect(answer.body).toContain('This request came from another site, so it was not followed.');
  });
});
