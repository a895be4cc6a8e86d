import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onSite } from '../../src/visitor/on-site.ts';
import { portOf } from '../support/port.ts';
import { allOf, stepsOf } from '../support/run.ts';

const SITE = 'http://127.0.0.1:3000';

it.each([
  ['/about?a=1', '/about?a=1'],
  ['about', '/form/about'],
  ['', '/form/page?x=1'],
  ['/.//evil.example/steal', '//evil.example/steal'],
  ['//evil.example/steal', '/steal'],
  ['/a/..//evil.example', '//evil.example'],
  ['\\\\evil.example\\steal', '/steal'],
  ['https://evil.example/steal?x=1#y', '/steal?x=1'],
  ['http://user:password@evil.example/', '/'],
])('%j stays on the site', (path, expected) => {
  const url = onSite(SITE, path, `${SITE}/form/page?x=1`);
  expect(url.origin).toBe(SITE);
  expect(url.pathname + url.search).toBe(expected);
  expect(url.username).toBe('');
});

describe('an app that points elsewhere', () => {
  let thief: Server;
  const stolen: string[] = [];
  beforeAll(async () => {
    thief = createServer((req, res) => {
      stolen.push(`${req.method} ${req.url}`);
      res.end();
    }).listen(0, '127.0.0.1');
    await once(thief, 'listening');
  });
  afterAll(() => thief.close());

  /** Runs a sign-in, with a form and a redirect that the app answers. */
  async function simulated(action: string) {
    const app = createServer((req, res) => {
      if (req.method === 'POST') res.writeHead(302, { Location: action }).end();
      else
        res.end(`<form action="${action}" method="post"><input type="password" name="p"></form>`);
    }).listen(0, '127.0.0.1');
    await once(app, 'listening');
    const steps = [
      { title: 'the form', do: { get: '/login' } },
      { title: 'the sign-in', do: { signIn: { user: '$user', password: '$password' } } },
      { title: 'back', do: { follow: true as const } },
      { title: 'out', do: { signOut: true as const } },
    ];
    const events = await allOf({
      url: `http://127.0.0.1:${portOf(app)}`,
      flows: [{ name: 'in', about: 'a sign-in', steps }],
      password: 'correct horse',
    });
    app.close();
    app.closeAllConnections();
    return stepsOf(events);
  }

  it.each(['/.//HOST/steal', '//HOST/steal', 'http://HOST/steal', '/a/..//HOST/steal?logout'])(
    'never gets a request to another host: %s',
    async (action) => {
      const steps = await simulated(action.replace('HOST', `127.0.0.1:${portOf(thief)}`));
      expect(steps.map(({ title }) => title)).toEqual(['the form', 'the sign-in', 'back', 'out']);
      expect(stolen).toEqual([]);
    },
  );

  it('by an address that is none has a step that fails, and nothing is sent', async () => {
    const [, signIn] = await simulated('http://[');
    expect(signIn).toMatchObject({ response: null, error: '"http://[" is no address' });
  });
});
