import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, inject, it, vi } from 'vitest';
import { checkReachable } from '../../src/network.ts';
import { freePort } from '../../src/site/free-port.ts';
import { allOf, failuresIn, stepsOf } from '../support/run.ts';
import { scratchFolder } from '../support/scratch.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const ON_REDIS = 'drops-the-cookie-alone.mjs';
const LATER = 'the old cookie again';
const SIGNED_IN_TOO_LATE = {
  step: 'where the sign-in leads',
  what: 'who is signed in',
  cause: 'the answer to the sign-in came before the session was stored',
  fix: expect.any(String),
};
const REDIS = { REDIS_URL: inject('redisUrl'), REDIS_PREFIX: `foreign-${process.pid}:` };

describe('an app that keeps its id at sign-in (CommonJS, session-file-store)', () => {
  it('is told so, and that alone', async () => {
    const events = await allOf({
      directory: APPS,
      start: 'node keeps-its-id.cjs',
      env: { SESSIONS: scratchFolder() },
    });
    expect(failuresIn(events)).toEqual([
      {
        step: 'the sign-in',
        what: 'the session’s id',
        cause: expect.stringContaining('one that was planted before is signed in as well'),
        fix: expect.stringContaining('req.session.regenerate()'),
      },
    ]);
  });
});

describe.skipIf(!inject('redisUrl'))(
  'an app whose log-out drops the cookie alone (ES module, connect-redis)',
  () => {
    it('is told so where the old cookie still works', async () => {
      const events = await allOf({ directory: APPS, start: `node ${ON_REDIS}`, env: REDIS });
      expect(failuresIn(events)).toEqual([
        {
          step: 'the old cookie again',
          what: 'who is let in',
          cause: expect.stringContaining('leaves the session'),
          fix: expect.stringContaining('req.session.destroy()'),
        },
      ]);
    });
  },
);

describe('an app that keeps its sessions in cookies (cookie-session)', () => {
  it('is told that no log-out ends them', async () => {
    const start = 'node keeps-sessions-in-cookies.cjs';
    expect(failuresIn(await allOf({ directory: APPS, start, pace: 'patient' }))).toEqual([
      {
        step: 'the old cookie again',
        what: 'who is let in',
        cause: expect.stringContaining('the session is in the cookie itself'),
        fix: expect.stringContaining('keep sessions on the server'),
      },
    ]);
  });
});

describe('an app that says by a token who is signed in, beside sessions that hold nobody', () => {
  it('is not told that the id is kept, where the named page shows nothing of the sign-in', async () => {
    const directory = fileURLToPath(new URL('../corpus', import.meta.url));
    const events = await allOf({
      directory,
      start: 'node app.cjs',
      login: '/login',
      protected: '/nowhere',
      user: 'alice',
      password: 'correct-horse-battery',
      env: { SOUND: 'a token beside a session' },
    });
    expect(failuresIn(events).map(({ what }) => what)).not.toContain('the session’s id');
  });
});

describe('such an app that runs already, and leads elsewhere after the sign-in', () => {
  it('is not told that the session ends there: nobody knows which of its cookies are sessions’', async () => {
    const port = await freePort();
    const env = { PORT: String(port), LEADS_TO: '/' };
    const app = execa('node', ['keeps-sessions-in-cookies.cjs'], { cwd: APPS, env, reject: false });
    await vi.waitFor(() => checkReachable({ host: '127.0.0.1', port }), { timeout: 30_000 });
    const named = { login: '/login', protected: '/about' };
    const events = await allOf({ url: `http://127.0.0.1:${port}`, ...named });
    app.kill('SIGKILL');
    await app;
    expect(stepsOf(events).map(({ title }) => title)).toContain('where the sign-in leads');
    // It does not lead back to the page that was asked for, and says so at the sign-in.
    expect(failuresIn(events).map(({ step }) => step)).toEqual([
      'the sign-in',
      'the old cookie again',
    ]);
  });
});

describe('an app that keeps its sessions in a memory store of its own', () => {
  it('is not told that another process does not know them: it may run alone', async () => {
    const start = 'node keeps-sessions-in-its-memory.cjs';
    const events = await allOf({ directory: APPS, start, flows: ['processes'] });
    expect(failuresIn(events)).toEqual([]);
    expect(stepsOf(events).map(({ title }) => title)).toContain('the page from another process');
  });
});

describe('a sound app that shows strangers all its pages', () => {
  it.each([
    ['asks members for a code, with a password field', 'asks-for-a-code'],
    ['leads everybody on from its home page', 'leads-on'],
  ])('passes, to its log-out, where it %s', async (_what, FORM) => {
    const start = 'node closes-no-page.cjs';
    const events = await allOf({ directory: APPS, start, pace: 'both', env: { FORM } });
    expect(failuresIn(events)).toEqual([]);
    const titles = stepsOf(events).map(({ title }) => title);
    expect(titles.filter((title) => title === 'the log-out')).toHaveLength(2);
  });
});

describe('a sound app whose sessions say that somebody is signed in, and not who', () => {
  const start = 'node keeps-a-flag.cjs';

  it('passes, to its log-out, where the sign-in leads to the address of the form', async () => {
    const events = await allOf({ directory: APPS, start, pace: 'both' });
    expect(failuresIn(events)).toEqual([]);
    expect(stepsOf(events).filter(({ title }) => title === 'the log-out')).toHaveLength(2);
  });

  it('is told of a sign-in that it refused, though a session begins there', async () => {
    const events = await allOf({ directory: APPS, start, password: 'wrong' });
    expect(failuresIn(events)).toMatchObject([{ step: 'the sign-in', what: 'its outcome' }]);
  });
});

describe('an app whose protected page asks for the password before something is deleted', () => {
  const run = (LEAVES: string) =>
    allOf({
      directory: APPS,
      start: 'node asks-before-deleting.cjs',
      protected: '/about',
      env: { LEAVES },
    });

  it('passes, with each step', async () => {
    const events = await run('');
    expect(failuresIn(events)).toEqual([]);
    expect(stepsOf(events).map(({ title }) => title)).toContain(LATER);
  });

  it('is told so where the old cookie opens it after the log-out', async () => {
    const failures = failuresIn(await run('1'));
    expect(failures).toMatchObject([{ step: LATER, what: 'who is let in' }]);
  });
});

describe('an app whose log-out ends in an error', () => {
  it('is told so', async () => {
    const events = await allOf({ directory: APPS, start: 'node fails-at-log-out.cjs' });
    expect(failuresIn(events)).toEqual([
      {
        step: 'the log-out',
        what: 'the status',
        cause: 'the app failed in this request',
        fix: 'look at what the app printed',
      },
    ]);
  });
});

describe('a sound app whose redirects end after the pages that they lead to', () => {
  it('passes for a visitor who follows at once', async () => {
    const start = 'node ends-redirects-late.cjs';
    const events = await allOf({ directory: APPS, start, pace: 'quick' });
    expect(failuresIn(events)).toEqual([]);
    expect(stepsOf(events).map(({ title }) => title)).not.toContain('the sign-in form again');
  });
});

describe('an app that tells strangers by a page with status 200 to sign in', () => {
  const run = (FAULT: string) =>
    allOf({
      directory: APPS,
      start: 'node asks-by-a-page.cjs',
      protected: '/about',
      pace: 'both',
      env: { FAULT },
    });

  it('passes', async () => {
    const events = await run('');
    expect(failuresIn(events)).toEqual([]);
    const [first] = stepsOf(events).filter(({ title }) => title === 'a protected page');
    expect(first?.notes).toContain(
      'whoever is not signed in is shown another page here than whoever is',
    );
  });

  it.each([
    ['shows them the page itself', 'open', ['a protected page', LATER], 'the page opens for'],
    ['leaves the session at the log-out', 'stays', [LATER], 'leaves the session signed in'],
  ])('is told so where it %s', async (_what, fault, steps, cause) => {
    const failures = failuresIn(await run(fault));
    expect(failures.map(({ step }) => step)).toEqual([...steps, ...steps]);
    for (const failure of failures) expect(failure.cause).toContain(cause);
  });

  it('is told so where it shows whoever has signed in what strangers are shown', async () => {
    expect(failuresIn(await run('late'))).toEqual([SIGNED_IN_TOO_LATE]);
  });

  it('is told what may be where its store keeps nothing', async () => {
    const [first] = failuresIn(await run('loses'));
    expect(first?.cause).toContain('it is open to all, or the sign-in does not last');
  });
});

describe('an app that leads strangers home, and members to a page of welcome first', () => {
  const run = (FAULT: string) =>
    allOf({
      directory: APPS,
      start: 'node leads-strangers-home.cjs',
      protected: '/about',
      pace: 'both',
      env: { FAULT },
    });

  it('passes, with each step', async () => {
    const events = await run('');
    expect(failuresIn(events)).toEqual([]);
    const titles = stepsOf(events).map(({ title }) => title);
    expect(titles.filter((title) => title === LATER)).toHaveLength(2);
  });

  it('is told so where it leads whoever has signed in home as well', async () => {
    expect(failuresIn(await run('late'))).toEqual([SIGNED_IN_TOO_LATE]);
  });
});

describe('an app that wants a code after the password', () => {
  it('is not said to ask for the password once more', async () => {
    const start = 'node asks-for-a-code.cjs';
    const named = { protected: '/about', pace: 'patient' } as const;
    expect(failuresIn(await allOf({ directory: APPS, start, ...named }))).toEqual([
      {
        step: 'the protected page',
        what: 'the status',
        cause: expect.stringContaining('a second factor'),
        fix: expect.stringContaining('after the password alone'),
      },
    ]);
  });
});

describe('an app that listens over TLS without a certificate', () => {
  it('is told so, in words', async () => {
    const events = await allOf({ directory: APPS, start: 'node speaks-tls-alone.cjs' });
    const [failure] = failuresIn(events);
    expect(failure?.cause).toContain('over TLS, without a certificate');
    const [check] = stepsOf(events)[0]?.checks ?? [];
    expect(check?.got).toMatch(/^there was no agreement on TLS: [\w ]+$/);
  });
});

describe('an app that redirects before the session is stored (CommonJS, a slow MemoryStore)', () => {
  const run = (pace: 'patient' | 'quick' | 'both') =>
    allOf({ directory: APPS, start: 'node redirects-before-saved.cjs', pace });

  it('passes for a visitor who waits', async () => {
    expect(failuresIn(await run('patient'))).toEqual([]);
  });

  it('fails for one who goes on at the headers, and is told why', async () => {
    expect(failuresIn(await run('quick'))[0]).toEqual({
      step: 'where the sign-in leads',
      what: 'who is signed in',
      cause: 'the answer to the sign-in came before the session was stored',
      fix: expect.stringContaining('req.session.save()'),
    });
  });

  it('comes out otherwise in the two ways, which is told at the end', async () => {
    const events = await run('both');
    expect(events.at(-1)).toMatchObject({
      differences: expect.arrayContaining([
        {
          flow: 'login-next',
          title: 'where the sign-in leads',
          patient: '200',
          quick: '302 to /login?next=%2Fabout, a check failed',
        },
      ]),
    });
  });
});

describe('an app that keeps in the module who is signed in (CommonJS, MemoryStore)', () => {
  const run = (flow: string) =>
    allOf({ directory: APPS, start: 'node mixes-visitors-up.cjs', flows: [flow] });

  it('passes for one visitor', async () => {
    expect(failuresIn(await run('login-next'))).toEqual([]);
  });

  it('fails for two, where one is shown the other’s name', async () => {
    const events = await run('two-visitors');
    expect(failuresIn(events)).toEqual([
      expect.objectContaining({ step: expect.stringMatching(/^a page of [AB]’s$/) }),
    ]);
    const [failed] = stepsOf(events).flatMap(({ checks }) =>
      checks.filter(({ passed }) => !passed),
    );
    expect(failed?.expected).toMatch(/(alice|bob)/);
  });
});

describe('what the store did is seen in an app of any kind', () => {
  it.each([
    ['keeps-its-id.cjs', 'FileStore'],
    ['redirects-before-saved.cjs', 'SlowStore'],
    ...(inject('redisUrl') ? [[ON_REDIS, 'RedisStore']] : []),
  ])('%s: %s', async (app, store) => {
    const events = await allOf({
      directory: APPS,
      start: `node ${app}`,
      env: { ...REDIS, SESSIONS: scratchFolder() },
    });
    expect(events[0]).toMatchObject({ site: { kind: 'other', store } });
    const signIn = stepsOf(events).find(({ title }) => title === 'the sign-in');
    expect(signIn?.store?.operations?.map(({ name }) => name)).toContain('set');
    expect(signIn?.store?.sessions).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ user: 'alice' }) }),
    ]);
  });
});

describe('an app that leads back to the page by way of others', () => {
  const run = (FAULT: string) =>
    allOf({
      directory: APPS,
      start: 'node returns-by-others.cjs',
      pace: 'both',
      env: { FAULT },
    });

  it('passes', async () => {
    expect(failuresIn(await run(''))).toEqual([]);
  });

  it('is told so where they lead to each other for ever', async () => {
    const failures = failuresIn(await run('goes-round'));
    const failed = {
      step: 'where that leads',
      what: 'the status',
      cause: expect.stringMatching(/redirect to each other/),
    };
    expect(failures).toEqual([expect.objectContaining(failed), expect.objectContaining(failed)]);
  });

  it('is told so where it leads home in the end', async () => {
    const failures = failuresIn(await run('forgets'));
    expect(failures.map(({ step, what }) => [step, what])).toEqual([
      ['the sign-in', 'where the sign-in leads'],
      ['the sign-in', 'where the sign-in leads'],
    ]);
  });
});

describe('an app that asks once more at the log-out, by a form with a token', () => {
  const run = (FAULT: string) =>
    allOf({ directory: APPS, start: 'node asks-at-log-out.cjs', pace: 'both', env: { FAULT } });

  it('passes, as the visitor says that they mean it', async () => {
    const events = await run('');
    expect(failuresIn(events)).toEqual([]);
    const logOuts = stepsOf(events).filter(({ title }) => title.startsWith('the log-out'));
    expect(
      logOuts.map(({ request, title, logOut = false }) => [request.method, title, logOut]),
    ).toEqual(
      [1, 2].flatMap(() => [
        ['GET', 'the log-out, which asks once more', false],
        ['POST', 'the log-out', true],
      ]),
    );
  });

  it('is told so where its session outlives that', async () => {
    const failures = failuresIn(await run('keeps'));
    expect(failures.map(({ step, what }) => [step, what])).toEqual([
      ['the old cookie again', 'who is let in'],
      ['the old cookie again', 'who is let in'],
    ]);
  });
});
