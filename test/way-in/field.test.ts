import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import type { EndEvent, StartEvent } from '../../src/events/run.ts';
import type { SimulateOptions } from '../../src/simulate/simulate.ts';
import { allOf, stepsOf } from '../support/run.ts';

const FIELD = fileURLToPath(new URL('../field', import.meta.url));

interface App {
  start?: string;
  options?: SimulateOptions;
  way: { login?: string; protected?: string; logout?: string };
  flow: string;
  /** Each request with its answer. */
  requests: string[];
}

const ABOUT = { login: '/login', protected: '/about', logout: 'GET /logout' };
const SIGNED_IN_AND_OUT = [
  'GET / 200',
  'GET /about 302',
  'GET /login 200',
  'POST /login 422',
  'POST /login 302',
  'GET /about 200',
  'GET /about 200',
  'GET /logout 302',
  'GET /about 302',
];
const HOME = ['GET / 200', 'GET / 200'];

/** What most apps are, in a few lines each: the way into them is found, or what is missing is told. */
const APPS: Record<string, App> = {
  'no-action': {
    way: { ...ABOUT, login: '/account/sign-in' },
    flow: 'login-next',
    requests: SIGNED_IN_AND_OUT.map((one) => one.replace('/login', '/account/sign-in')),
  },
  logout: { way: ABOUT, flow: 'login-next', requests: SIGNED_IN_AND_OUT },
  'signed-cookie': { way: ABOUT, flow: 'login-next', requests: SIGNED_IN_AND_OUT },
  'redirect-forgets-form': {
    way: ABOUT,
    flow: 'login-next',
    requests: SIGNED_IN_AND_OUT.flatMap((one) =>
      one === 'POST /login 422' ? ['POST /login 302', 'GET /login 200'] : [one],
    ),
  },
  refused: {
    way: ABOUT,
    options: { password: 'right' },
    flow: 'login-next',
    requests: SIGNED_IN_AND_OUT.flatMap((one) =>
      one === 'POST /login 422' ? ['POST /login 302', 'GET /login 200'] : [one],
    ),
  },
  spa: {
    way: {
      login: 'POST /api/login {"username":"$user","password":"$password"}',
      protected: '/api/me',
      logout: 'DELETE /api/session',
    },
    options: { password: 'right' },
    flow: 'login-next',
    requests: [
      'GET / 200',
      'GET /api/me 401',
      'POST /api/login 401',
      'POST /api/login 200',
      'GET /api/me 200',
      'DELETE /api/session 204',
      'GET /api/me 401',
    ],
  },
  'passport-fields': {
    way: {
      login: 'POST /api/login {"email":"$user","passwd":"$password"}',
      protected: '/api/me',
      logout: 'POST /api/logout',
    },
    options: { password: 'right' },
    flow: 'login-next',
    requests: [
      'GET / 200',
      'GET /api/me 401',
      'POST /api/login 400',
      'POST /api/login 200',
      'GET /api/me 200',
      'POST /api/logout 204',
      'GET /api/me 401',
    ],
  },
  'scripted-form': {
    way: {
      login: 'POST /login mail=$user&secret=$password',
      protected: '/about',
      logout: 'POST /logout',
    },
    options: { password: 'right' },
    flow: 'login-next',
    requests: [
      'GET / 200',
      'GET /about 302',
      'POST /login 401',
      'POST /login 200',
      'GET /about 200',
      'POST /logout 204',
      'GET /about 302',
    ],
  },
  express4: {
    way: {
      login: '/my-account/login',
      protected: '/members/area',
      logout: 'POST /my-account/sign-out',
    },
    flow: 'login-next',
    requests: [
      'GET / 200',
      'GET /members/area 302',
      'GET /my-account/login 200',
      'POST /my-account/login 422',
      'POST /my-account/login 302',
      'GET /members/area 200',
      'GET /members/area 200',
      'POST /my-account/sign-out 302',
      'GET /members/area 302',
    ],
  },
  form: {
    way: { login: '/' },
    flow: 'login-next',
    requests: ['GET / 200', 'GET / 200', 'POST /login 200', 'GET / 200', 'POST /login 200'],
  },
  'two-steps': { way: { protected: '/about' }, flow: 'home', requests: HOME },
  'live-memory': { way: {}, flow: 'home', requests: HOME },
  domain: { way: {}, flow: 'home', requests: HOME },
  ua: { way: {}, flow: 'home', requests: HOME },
  'nested-secret': { way: {}, flow: 'home', requests: HOME },
};

describe.concurrent('an app from the field', () => {
  it.each(Object.entries(APPS))('%s', async (name, { options, way, flow, requests }) => {
    const { start, end, steps } = await run(name, 'server.cjs', options);
    expect(end.passed).toBe(true);
    expect(textsOf(start)).toEqual(way);
    expect(start.flows).toEqual([flow]);
    expect(steps.slice(0, requests.length)).toEqual(requests);
  });

  it('refused: that alone is told, where the password is not known to us', async () => {
    const { end, failures } = await run('refused', 'server.cjs');
    expect(end.checks).toMatchObject({ failed: 1 });
    expect(failures).toEqual(['sign-in-refused']);
  });

  it('home-leads-on: the page behind it is the protected one', async () => {
    const { start, failures } = await run('home-leads-on', 'server.cjs');
    expect(textsOf(start)).toMatchObject({ login: '/login', protected: '/todos' });
    expect(new Set(failures)).toEqual(new Set(['secret-strong']));
  });

  it.each<[string, SimulateOptions, string, RegExp]>([
    ['leads on whoever is in', { protected: '/' }, 'the status', /leads on whoever has signed in/],
    [
      'leads everybody to the form',
      { env: { EVERYBODY: '1' } },
      'who is signed in',
      /asks to sign in all the same/,
    ],
  ])('home-leads-on: a home page that %s breaks no rule', async (_, options, what, why) => {
    const { start, failed } = await run('home-leads-on', 'server.cjs', {
      ...options,
      pace: 'both',
    });
    expect(textsOf(start)).toMatchObject({ protected: '/' });
    const told = expect.objectContaining({ what, cause: expect.stringMatching(why) });
    expect(failed.filter(({ rule }) => rule !== 'secret-strong')).toEqual([told, told]);
    expect(failed.filter((check) => check.what === what && check.rule)).toEqual([]);
  });

  it('form-for-all: whoever signs in once more is not refused', async () => {
    const { end, failures } = await run('form-for-all', 'server.cjs', { flows: ['fixation'] });
    expect(failures).toEqual([]);
    expect(end.passed).toBe(true);
  });

  it('says-no-with-200: nothing tells whether the sign-in worked, also after a log-out', async () => {
    const { end, steps, failures } = await run('says-no-with-200', 'server.cjs');
    expect(steps).toContain('DELETE /api/signout 200');
    expect(failures).toEqual([]);
    expect(end.passed).toBe(true);
  });

  it('two-servers: the one with the sessions is driven, though the other listens first', async () => {
    const { end, steps } = await run('two-servers', 'both.cjs');
    expect(end.sessions).toEqual([expect.objectContaining({ data: { views: 2 } })]);
    expect(steps).toEqual(HOME);
  });

  it.skipIf(!inject('redisUrl'))('touch: it needs to be told how one signs in', async () => {
    const { start, steps } = await run('touch', 'server.mjs');
    expect(start).toMatchObject({ flows: ['home'], site: { store: 'RedisStore', way: {} } });
    expect(steps).toEqual(HOME);
  });

  it('cookie-session: its name is told, and only the wire is looked at', async () => {
    const { start, end, steps } = await run('spa', 'cookie-session.cjs');
    expect(start.site).toMatchObject({ sessionsBy: 'cookie-session', way: {} });
    expect(start.site.store).toBeUndefined();
    expect(steps).toEqual(HOME);
    expect(end).toMatchObject({ passed: true, sessions: null });
  });
});

async function run(name: string, file: string, options: SimulateOptions = {}) {
  const events = await allOf({
    directory: join(FIELD, name),
    start: `node ${file}`,
    env: { REDIS_URL: inject('redisUrl') ?? '' },
    timeout: 60_000,
    ...options,
  });
  const start = events.find((event): event is StartEvent => event.type === 'start');
  const end = events.find((event): event is EndEvent => event.type === 'end');
  if (!start || !end) throw new Error(`The run of ${name} has no beginning or no end.`);
  const steps = stepsOf(events).map(
    ({ request, response }) => `${request.method} ${request.path} ${response?.status}`,
  );
  const failures = stepsOf(events).flatMap(({ checks }) =>
    checks.flatMap(({ passed, rule }) => (passed ? [] : rule)),
  );
  const failed = stepsOf(events).flatMap(({ checks }) => checks.filter(({ passed }) => !passed));
  return { start, end, steps, failures, failed };
}

function textsOf({ site: { way = {} } }: StartEvent): Record<string, string> {
  return Object.fromEntries(
    Object.entries(way).flatMap(([name, part]) => (part ? [[name, part.is]] : [])),
  );
}
