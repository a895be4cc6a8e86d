import { beforeEach, describe, expect, it } from 'vitest';
import { startApp } from '../../support/app.ts';
import { Visitor } from '../../support/visitor.ts';

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
      ['POST', '/logout'],
      ['POST', '/login'],
    ])('is refused at %s %s, and nothing changes', async (method, path) => {
      const form = path === '/login' ? { username: 'mallory' } : undefined;
      const answer = await alice.ask(method, path, form, headers);
      expect(answer.status).toBe(403);
      expect(answer.cookies).toEqual([]);
      expect(await isSignedIn()).toBe(true);
    });

    it('is asked for a click at GET /logout, and nothing changes', async () => {
      const answer = await alice.ask('GET', '/logout', undefined, headers);
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('<form action="/logout" method="post"><button>Yes, log out');
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
    for (const method of ['POST', 'GET']) {
      await alice.post('/login', { username: 'bob' });
      const answer = await alice.ask(method, '/logout', undefined, headers);
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('Signed Out!!!');
      expect((await alice.get('/about')).status).toBe(302);
    }
  });

  it('HEAD /logout, by whomever, is answered with 200 and changes nothing', async () => {
    for (const headers of [{}, { 'Sec-Fetch-Site': 'same-origin' }, ...foreign.map(([, h]) => h)]) {
      const answer = await alice.ask('HEAD', '/logout', undefined, headers);
      expect([answer.status, answer.cookies, answer.body]).toEqual([200, [], '']);
      expect(await isSignedIn()).toBe(true);
    }
  });

  it('a link to /logout on any page, in a browser that does not say whose, asks for a click', async () => {
    for (const Referer of [`${url}/home`, 'https://evil.example/']) {
      const answer = await alice.ask('GET', '/logout', undefined, { Referer });
      expect(answer.body).toContain('Yes, log out');
      expect(await isSignedIn()).toBe(true);
    }
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
    const fromElsewhere = { 'Sec-Fetch-Site': 'cross-site' };
    const answer = await alice.ask('POST', '/logout', undefined, fromElsewhere);
    expect(answer.body).toContain(
      'This request came from another site, so we did not carry it out.',
    );
  });
});
