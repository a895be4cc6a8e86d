import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseFlow } from '../../src/flows/file/file.ts';
import { allOf, failuresIn, stepsOf } from '../support/run.ts';

const FIELD = fileURLToPath(new URL('../field', import.meta.url));
const SIGN_IN = { signIn: { user: 'alice', password: 'pw-1' } };

interface Case {
  steps: object[];
  /** Each request, with what was sent, and its answer. */
  requests: string[];
}

/** What apps from the field are asked by a flow, and what a browser would have sent. */
const CASES: Record<string, Case> = {
  'no-action': {
    steps: [
      { title: 'home', do: { get: '/account/sign-in' }, expect: [{ signInForm: true }] },
      { title: 'in', do: SIGN_IN, expect: [{ goesTo: '/about', session: 'fresh' }] },
      { title: 'on', do: { follow: true }, expect: [{ says: 'hello alice', session: 'same' }] },
      { title: 'out', do: { signOut: true }, expect: [{ goesTo: '/', session: 'ends' }] },
    ],
    requests: [
      'GET /account/sign-in 200',
      'POST /account/sign-in username=alice password=•••••• 302',
      'GET /about 200',
      'GET /logout 302',
    ],
  },
  'redirect-forgets-form': {
    steps: [
      { title: 'form', do: { get: '/login' } },
      { title: 'nobody', do: { signIn: { user: '' } }, expect: [{ refusesSignIn: true }] },
      { title: 'in', do: SIGN_IN, expect: [{ goesTo: '/about', session: 'fresh' }] },
      { title: 'on', do: { follow: true }, expect: [{ says: 'hello' }] },
    ],
    requests: [
      'GET /login 200',
      'POST /login email= password= 302',
      'GET /login 200',
      'POST /login email=alice password=•••••• 302',
      'GET /about 200',
    ],
  },
  form: {
    steps: [
      { title: 'home', do: { get: '/' }, capture: { csrf: { field: '_csrf' } } },
      { title: 'in', do: SIGN_IN, expect: [{ says: '"password":"pw-1","go":"yes"' }] },
      {
        title: 'more',
        do: { post: '/more', form: { csrf: '$csrf' } },
        expect: [{ says: '"csrf":"token"' }],
      },
    ],
    requests: [
      'GET / 200',
      'POST /login realm=customer lang=en phone=alice password=•••••• go=yes _csrf=•••••• 200',
      'POST /more csrf=•••••• 200',
    ],
  },
  spa: {
    steps: [
      {
        title: 'wrong',
        do: { post: '/api/login', form: { password: 'right' } },
        expect: [{ status: 415 }],
      },
      {
        title: 'in',
        do: { post: '/api/login', json: { username: 'alice', password: 'right' } },
        capture: { who: { json: 'user' }, type: { header: 'Content-Type' } },
        expect: [{ status: 200, session: 'begins' }],
      },
      { wait: 0.1 },
      {
        title: 'me',
        do: { get: '/api/me?$who', headers: { Accept: '$type' } },
        expect: [{ status: 200, says: '{"user":"$who"}', session: 'same' }],
      },
      { title: 'out', do: { delete: '/api/session' }, expect: [{ status: 204, session: 'ends' }] },
      { title: 'nobody', do: { get: '/api/me' }, expect: [{ asksToSignIn: true }] },
    ],
    requests: [
      'POST /api/login password=•••••• 415',
      'POST /api/login {"username":"alice","password":"••••••"} 200',
      'GET /api/me?alice 200',
      'DELETE /api/session 204',
      'GET /api/me 401',
    ],
  },
  'signed-cookie': {
    steps: [
      { title: 'home', do: { get: '/login' } },
      { title: 'in', do: SIGN_IN, expect: [{ goesTo: '/about' }] },
      { title: 'on', do: { follow: true }, expect: [{ says: 'hello alice' }] },
      { title: 'out', do: { signOut: true }, expect: [{ goesTo: '/' }] },
      { title: 'nobody', do: { get: '/about' }, expect: [{ asksToSignIn: true }] },
    ],
    requests: [
      'GET /login 200',
      'POST /login username=alice password=•••••• 302',
      'GET /about 200',
      'GET /logout 302',
      'GET /about 302',
    ],
  },
  domain: {
    steps: [
      { title: 'home', do: { get: '/' }, expect: [{ session: 'begins' }] },
      { title: 'again', do: { get: '/' }, expect: [{ says: 'views 2', session: 'same' }] },
    ],
    requests: ['GET / 200', 'GET / 200'],
  },
  ua: {
    steps: [
      { title: 'home', do: { get: '/' }, expect: [{ status: 200, holds: { mobile: false } }] },
    ],
    requests: ['GET / 200'],
  },
};

describe.concurrent('an app from the field, by a flow', () => {
  it.each(Object.entries(CASES))('%s', async (name, { steps, requests }) => {
    const flow = parseFlow(JSON.stringify({ name, about: name, steps }), 'flow.json');
    const events = await allOf({
      directory: join(FIELD, name),
      start: 'node server.cjs',
      flows: [flow],
      timeout: 60_000,
    });
    expect(failuresIn(events)).toEqual([]);
    expect(stepsOf(events).map(told)).toEqual(requests);
    expect(JSON.stringify(events)).not.toMatch(/pw-1|"right"/);
  });

  it('ua: what is not there cannot be captured, which fails', async () => {
    const steps = [
      {
        title: 'home',
        do: { get: '/' },
        capture: {
          a: { header: 'X-A' },
          b: { json: 'b.c' },
          c: { field: 'd' },
          s: { header: 'ETag' },
        },
      },
    ];
    const flow = parseFlow(JSON.stringify({ name: 'ua', about: '', steps }), 'flow.json');
    const events = await allOf({
      directory: join(FIELD, 'ua'),
      start: 'node server.cjs',
      flows: [flow],
    });
    const failed = stepsOf(events).flatMap(({ checks }) => checks.filter(({ passed }) => !passed));
    expect(failed.map(({ what, expected, got }) => [what, expected, got])).toEqual([
      ['what is captured', 'a header X-A', 'none'],
      ['what is captured', 'JSON with a value at b.c', 'none'],
      ['what is captured', 'a field of a form called d', 'none'],
    ]);
  });
});

function told({ request, response }: ReturnType<typeof stepsOf>[number]): string {
  const { method, path, form = {}, json } = request;
  const fields = Object.entries(form).map(([name, value]) => `${name}=${value}`);
  const sent = json === undefined ? fields : [JSON.stringify(json)];
  return [`${method} ${path}`, ...sent, String(response?.status)].join(' ');
}
