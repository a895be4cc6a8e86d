import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../src/flows/flow.ts';
import { DevPage } from '../support/dev-page.ts';
import { develop, privateRuntime } from '../support/develop.ts';
import { allOf, failuresIn, stepsOf } from '../support/run.ts';
import { Visitor } from '../support/visitor.ts';

const TEST = fileURLToPath(new URL('..', import.meta.url));

interface Case {
  start: string;
  click(visitor: Visitor, another: Visitor): Promise<unknown>;
  user?: string;
  password?: string;
  /** Whether the page shows what is secret; flows never do. */
  reveal?: true;
  /** What the steps do, and what they expect, as far as it matters here. */
  steps: Array<Record<string, unknown>>;
}

/** The value of a hidden field. */
function tokenIn(page: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

const JSON_BODY = { 'content-type': 'application/json', accept: 'application/json' };

const CASES: Record<string, Case> = {
  'a form without an action, and a link that logs out': {
    start: 'node field/no-action/server.cjs',
    user: 'alice',
    click: async (visitor) => {
      await visitor.get('/about');
      await visitor.get('/account/sign-in');
      await visitor.post('/account/sign-in', { username: 'alice', password: 'hush-hush' });
      await visitor.get('/about');
      await visitor.get('/logout');
      await visitor.get('/');
    },
    steps: [
      { do: { get: '/about' }, expect: { status: 302, goesTo: '/account/sign-in' } },
      { do: { follow: true } },
      {
        do: { signIn: { user: '$user', password: '$password' } },
        expect: { goesTo: '/about', session: 'begins', signedIn: 1 },
      },
      { do: { follow: true }, expect: { status: 200, session: 'same' } },
      { do: { get: '/logout' }, expect: { goesTo: '/', session: 'ends', signedIn: 0 } },
      { do: { follow: true }, expect: { session: 'none' } },
    ],
  },
  'a refused sign-in that redirects': {
    start: 'node field/redirect-forgets-form/server.cjs',
    user: 'bob@example.com',
    click: async (visitor) => {
      await visitor.get('/login');
      await visitor.post('/login', { email: '', password: 'hush-hush' });
      await visitor.get('/login');
      await visitor.post('/login', { email: 'alice@example.com', password: 'hush-hush' });
      await visitor.get('/about');
    },
    steps: [
      { do: { get: '/login' } },
      { do: { signIn: { user: '', password: 'a wrong password' } }, expect: { goesTo: '/login' } },
      { do: { follow: true } },
      {
        do: { signIn: { user: '$user', password: '$password' } },
        expect: { holds: { user: '$user' } },
      },
      { do: { follow: true } },
    ],
  },
  'a log-out that leaves the session': {
    start: 'node field/logout/server.cjs',
    user: 'alice',
    click: async (visitor) => {
      await visitor.get('/login');
      await visitor.post('/login', { username: 'alice', password: 'hush-hush' });
      await visitor.get('/about');
      await visitor.get('/logout');
      await visitor.get('/about');
    },
    steps: [
      { do: { get: '/login' } },
      { do: { signIn: { user: '$user', password: '$password' } }, expect: { signedIn: 1 } },
      { do: { follow: true } },
      { do: { get: '/logout' }, expect: { session: 'same', signedIn: 0 } },
      { do: { get: '/about' }, expect: { goesTo: '/login' } },
    ],
  },
  'a sign-in by JSON, with a wrong password first': {
    start: 'node field/spa/server.cjs',
    password: 'right',
    click: async (visitor) => {
      const send = (password: string) =>
        visitor.ask(
          'POST',
          '/api/login',
          JSON.stringify({ username: 'alice', password }),
          JSON_BODY,
        );
      await visitor.get('/');
      await visitor.ask('GET', '/api/me', undefined, { accept: 'application/json' });
      await send('wrong');
      await send('right');
      await visitor.ask('GET', '/api/me', undefined, { accept: 'application/json' });
      await visitor.ask('DELETE', '/api/session');
    },
    steps: [
      { do: { get: '/' } },
      { do: { get: '/api/me', headers: { Accept: 'application/json' } }, expect: { status: 401 } },
      {
        do: { post: '/api/login', json: { username: '$user', password: 'a wrong password' } },
        expect: { status: 401, refusesSignIn: true },
      },
      {
        do: { post: '/api/login', json: { username: '$user', password: '$password' } },
        expect: { status: 200, session: 'begins', holds: { user: '$user' } },
      },
      { do: { get: '/api/me' } },
      { do: { delete: '/api/session' }, expect: { status: 204, session: 'ends', signedIn: 0 } },
    ],
  },
  'hidden tokens, a box that was checked, and an address that is made by chance': {
    start: 'node apps/takes-orders.cjs',
    reveal: true,
    password: 'right',
    click: async (visitor) => {
      const send = async (page: string, path: string, fields: Record<string, string>) => {
        const { body } = await visitor.get(page);
        return visitor.post(path, { ...fields, _csrf: tokenIn(body) });
      };
      await send('/sign-in', '/sign-in', {
        email: 'alice@example.com',
        password: 'right',
        remember: 'yes',
      });
      const { headers } = await send('/shop', '/orders', { item: 'chair', gift: 'yes' });
      const order = headers.get('location') ?? '';
      await visitor.get('/shop');
      await visitor.ask('PUT', '/api/theme', JSON.stringify({ theme: 'dark' }), JSON_BODY);
      await send(order, '/sign-out', {});
    },
    steps: [
      { do: { get: '/sign-in' }, capture: { _csrf: { field: '_csrf' } } },
      {
        do: {
          post: '/sign-in',
          form: { email: '$user', password: '$password', remember: 'yes', _csrf: '$_csrf' },
        },
        expect: { goesTo: '/shop', session: 'fresh', holds: { user: '$user' } },
      },
      { do: { follow: true }, capture: { _csrf: { field: '_csrf' } } },
      {
        do: { post: '/orders', form: { item: 'chair', gift: 'yes', _csrf: '$_csrf' } },
        capture: { place1: { header: 'Location' } },
        expect: { staysOnSite: true, holds: { item: 'chair' } },
      },
      { do: { get: '/shop' } },
      {
        do: { put: '/api/theme', json: { theme: 'dark' } },
        expect: { status: 204, holds: { theme: 'dark' } },
      },
      { do: { get: '$place1' }, expect: { status: 200 } },
      { do: { signOut: true }, expect: { goesTo: '/sign-in', session: 'ends' } },
    ],
  },
  'a name on one page, and the password on the next': {
    start: 'node field/two-steps/server.cjs',
    click: async (visitor) => {
      await visitor.get('/login');
      await visitor.post('/login', { user: 'alice' });
      await visitor.get('/login/password');
      await visitor.post('/login/password', { password: 'hush-hush' });
      await visitor.get('/about');
    },
    steps: [
      { do: { get: '/login' } },
      { do: { post: '/login', form: { user: '$user' } }, expect: { holds: { pending: '$user' } } },
      { do: { follow: true } },
      {
        do: { post: '/login/password', form: { password: '$password' } },
        expect: { session: 'fresh', holds: { user: '$user' }, signedIn: 1 },
      },
      { do: { follow: true } },
    ],
  },
  'two browsers': {
    start: 'node field/logout/server.cjs',
    user: 'alice',
    click: async (visitor, another) => {
      await visitor.post('/login', { username: 'alice', password: 'hush-hush' });
      await another.post('/login', { username: 'alice', password: 'hush-hush' });
      await visitor.get('/about');
      await another.get('/logout');
    },
    steps: [
      { do: { signIn: { user: '$user' } }, visitor: 'A', expect: { signedIn: 1 } },
      { do: { signIn: { user: '$user' } }, visitor: 'B', expect: { signedIn: 2 } },
      { do: { follow: true }, visitor: 'A' },
      { do: { get: '/logout' }, visitor: 'B', expect: { signedIn: 1 } },
    ],
  },
};

describe('what was clicked becomes a flow that expects what was seen, and passes', () => {
  it.each(Object.entries(CASES))(
    '%s',
    async (_, { start, click, user, password, reveal = false, steps }) => {
      privateRuntime();
      const app = develop({ directory: TEST, start, ui: true, reveal });
      const [[started], [link]] = [await app.until('started'), await app.until('page')];
      const page = await new DevPage(link?.url ?? '').enter();
      const url = started?.url ?? '';
      await click(new Visitor(url), new Visitor(url));
      await app.until('request', steps.length);
      const { flow, text, notes } = await page.flow(await page.requests());
      await app.stop();
      expect(shown(flow)).toMatchObject(steps);
      expect(notes).toEqual([]);
      expect(text).not.toMatch(/hush|"right"|alice/);
      const events = await allOf({
        directory: TEST,
        start,
        flows: [flow],
        user: user ?? 'carol',
        password: password ?? 'another',
        pace: 'both',
      });
      expect(failuresIn(events)).toEqual([]);
      expect(stepsOf(events).length).toBeGreaterThanOrEqual(2 * steps.length);
    },
  );
});

/** A flow’s steps, with their one expectation as it is. */
function shown({ steps }: Flow): object[] {
  return steps.map((step) => ('do' in step ? { ...step, expect: step.expect?.[0] ?? {} } : step));
}
