import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import type { LoadEvent } from '../../src/events/load.ts';
import type { Flow } from '../../src/flows/flow.ts';
import { load } from '../../src/load/load.ts';
import { countsOf, loadEvents, resultOf } from '../support/load.ts';
import { freePort } from '../support/redis.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const REDIS_URL = inject('redisUrl');
const HELD = { lost: 0, mixedUp: 0, undone: 0, wrongPages: 0 };

/** Loads an app with a planted fault. */
function loadApp(name: string, more: Parameters<typeof resultOf>[0] = {}) {
  return resultOf({
    directory: APPS,
    start: `node ${name}.cjs`,
    users: 20,
    concurrency: 5,
    ...more,
  });
}

describe.each(['memory', 'file', 'redis'] as const)(
  'a load of the built-in site on %s',
  (store) => {
    const only = it.skipIf(store === 'redis' && !REDIS_URL);

    only.each(['authenticated', 'anonymous'] as const)(
      'finds nothing wrong in %s mode',
      async (mode) => {
        const end = await resultOf({ mode, store, users: 20, concurrency: 5, env: { REDIS_URL } });
        expect(end).toMatchObject({ passed: true, flows: { done: 20, broken: 0 } });
        expect(countsOf(end)).toEqual(HELD);
      },
    );

    only('counts what the site asks of its store', async () => {
      const { operations } = await resultOf({ store, users: 5, env: { REDIS_URL } });
      expect(operations?.byName).toMatchObject({ get: 0.57, destroy: 0.14 });
    });
  },
);

describe('the site’s processes', () => {
  it('share visitors who go from one to the other, on files', async () => {
    const end = await resultOf({ store: 'file', instances: 2, users: 10 });
    expect(end).toMatchObject({ passed: true, flows: { done: 10 } });
  });

  it('lose sessions in memory, which they do not share', async () => {
    const end = await resultOf({ store: 'memory', instances: 2, users: 10 });
    expect(end.passed).toBe(false);
    expect(end.invariants.lost.first).toMatchObject({
      rule: 'memory-not-shared',
      expected: expect.stringMatching(/^user-\d+ is still signed in$/),
      got: '302 to /login?next=%2Fabout',
    });
  });
});

describe('an app’s fault is found', () => {
  it('a user who is kept in the module: mixed up', async () => {
    const end = await loadApp('mixes-visitors-up');
    expect(end.invariants.mixedUp.first).toMatchObject({
      rule: 'visitors-apart',
      expected: expect.stringMatching(/^no visitor’s name but user-\d+$/),
      got: expect.stringMatching(/^(user-\d+), in 200 "Home \1 /),
    });
    expect(end.passed).toBe(false);
    expect(countsOf(end)).toEqual({ ...HELD, mixedUp: end.flows.broken });
  });

  it('a session id that is given twice: mixed up', async () => {
    const end = await loadApp('gives-ids-twice');
    expect(end.invariants.mixedUp.first).toMatchObject({
      step: 'the sign-in',
      expected: 'a session of the visitor’s own',
      got: expect.stringMatching(/^the session of user-\d+$/),
    });
    expect(countsOf(end)).toMatchObject({ undone: 0, wrongPages: 0 });
  });

  it('a log-out that drops the cookie alone: undone', async () => {
    const end = await loadApp('leaves-the-session');
    expect(countsOf(end)).toEqual({ ...HELD, undone: 20 });
    expect(end.invariants.undone.first).toMatchObject({
      rule: 'logout-ends-session',
      step: 'the old cookie again',
      got: expect.stringMatching(/^200 "Home user-\d+ Log out About"$/),
    });
  });

  it('a log-out that a late write undoes, when nobody asks any more: undone', async () => {
    const end = await loadApp('undoes-log-outs-later');
    expect(end.invariants.undone).toEqual({
      count: 20,
      first: {
        rule: 'logout-final',
        visitor: expect.stringMatching(/^user-\d+$/),
        step: 'the store, at the end',
        expected: 'no session after the log-out',
        got: expect.stringMatching(/^user-\d+ is signed in$/),
      },
    });
    expect(countsOf(end)).toEqual({ ...HELD, undone: 20 });
  });

  it('sessions that end now and then: lost', async () => {
    const end = await loadApp('loses-sessions');
    expect(end.invariants.lost.count).toBeGreaterThan(0);
    expect(countsOf(end)).toEqual({ ...HELD, lost: end.flows.broken });
  });

  it('an error now and then: wrong pages', async () => {
    const end = await loadApp('fails-now-and-then');
    expect(end.invariants.wrongPages).toMatchObject({
      count: end.flows.broken,
      first: { expected: expect.stringMatching(/^the status: (200|below 500)$/), got: '500' },
    });
    expect(countsOf(end)).toEqual({ ...HELD, wrongPages: end.flows.broken });
  });

  it('no answer now and then: errors of that step', async () => {
    const end = await loadApp('hangs-up');
    expect(end).toMatchObject({ passed: false, flows: { done: 18, broken: 2 } });
    expect(end.errors).toMatchObject({ count: 2, first: { step: 'the sign-in' } });
    expect(end.steps.find(({ title }) => title === 'the sign-in')).toMatchObject({
      count: 18,
      errors: 2,
    });
    expect(countsOf(end)).toEqual(HELD);
  });
});

describe('how much is asked', () => {
  it('each visitor goes through the flow once, some at a time', async () => {
    const end = await resultOf({ store: 'memory', users: 12, concurrency: 3 });
    expect(end).toMatchObject({ users: 12, concurrency: 3, duration: null });
    expect(end.requests.done).toBe(12 * 7);
    expect(end.steps.map(({ title, count }) => [title, count])).toEqual([
      ['a protected page', 12],
      ['the sign-in form', 12],
      ['the sign-in', 12],
      ['back to the page', 12],
      ['the page once more', 12],
      ['the log-out', 12],
      ['the old cookie again', 12],
    ]);
  });

  it('with a duration, they begin anew until it is over, and progress is told meanwhile', async () => {
    const events = await loadEvents({ store: 'memory', users: 2, concurrency: 9, duration: 2_500 });
    expect(events.map(({ type }) => type)).toEqual(['start', 'progress', 'progress', 'end']);
    const end = events.at(-1);
    expect(end).toMatchObject({ passed: true, duration: 2_500 });
    expect(end?.type === 'end' && end.flows.done).toBeGreaterThan(2);
  });

  it('percentiles are in order, for each step', async () => {
    const { steps } = await resultOf({ store: 'memory', users: 20 });
    for (const { p50, p95, p99 } of steps) {
      expect([p50, p95, p99]).toEqual(
        [p50, p95, p99].toSorted((one, two) => Number(one) - Number(two)),
      );
      expect(p50).toBeGreaterThan(0);
    }
  });
});

describe('who signs in', () => {
  it('the one that is given, for everybody', async () => {
    const end = await resultOf({ store: 'memory', users: 5, user: 'alice' });
    expect(end.passed).toBe(true);
  });
});

describe('any flow can be a load', () => {
  it.each(['login-next', 'two-visitors', 'instances', 'race'])('%s', async (flow) => {
    const end = await resultOf({ flow, store: 'file', users: 4 });
    expect(countsOf(end)).toEqual(HELD);
    expect(end.passed).toBe(true);
  });

  it('but not one that restarts the site', async () => {
    await expect(resultOf({ flow: 'remember' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('restarts the site'),
    });
  });

  it('one of your own, with pauses', async () => {
    const flow: Flow = {
      name: 'idle',
      about: 'a page, and the page again',
      steps: [
        { title: 'home', do: { get: '/' }, expect: [{ status: 200 }] },
        { wait: 0.1 },
        { title: 'products', do: { get: '/products' }, expect: [{ says: 'Sofas' }] },
      ],
    };
    const end = await resultOf({ flow, store: 'memory', users: 6 });
    expect(end).toMatchObject({ passed: true, requests: { done: 12 } });
  });
});

describe('the end, when it comes early', () => {
  it('an app that crashes: what it printed', async () => {
    await expect(loadApp('crashes-under-load', { users: 100 })).rejects.toMatchObject({
      code: 'app-failed',
      message: expect.stringMatching(/ended \(exit code 7\): .*out of seats/s),
    });
  });

  it('an address where nobody is', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await expect(resultOf({ url })).rejects.toMatchObject({ code: 'app-failed' });
  });

  it('an interruption: at once, and the app ends with it', async () => {
    const interruption = new AbortController();
    const events: LoadEvent[] = [];
    const loading = async () => {
      const options = { store: 'memory', users: 5, duration: 600_000 } as const;
      for await (const event of load({ ...options, signal: interruption.signal })) {
        events.push(event);
        if (event.type === 'progress') interruption.abort();
      }
    };
    await expect(loading()).rejects.toMatchObject({ code: 'interrupted' });
    expect(events.map(({ type }) => type)).toEqual(['start', 'progress']);
    const [start] = events;
    const [url = ''] = start?.type === 'start' ? start.site.urls : [];
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('a reader who wants no more: the app ends as well', async () => {
    let url = '';
    for await (const event of load({ store: 'memory', duration: 600_000 })) {
      if (event.type === 'start') [url = ''] = event.site.urls;
      else break;
    }
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
