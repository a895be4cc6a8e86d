import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { SITE_NAME } from '../../../templates/base/src/settings/site.ts';
import { startApp } from '../../support/app.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { Visitor } from '../../support/visitor.ts';

/** A cookie that this site signed, for a session that it began. */
async function signedCookie(url: string): Promise<string> {
  const alice = new Visitor(url);
  await alice.post('/login', { username: 'alice' });
  return alice.jar.get(SITE_NAME) ?? '';
}

describe('a cookie that opens no session', () => {
  const broken: Array<[string, (good: string) => string]> = [
    ['is forged', () => 's%3Aadmin.c2lnbmF0dXJl'],
    ['has no signature', (good) => good.replace(/\.[^.]*$/, '')],
    ['has another id under the same signature', (good) => good.replace('s%3A', 's%3Ax')],
    ['is plain text', () => 'admin'],
    ['is empty of sense', () => '%00%E0%A4%A'],
    ['is 8 KB long', () => `s%3A${'x'.repeat(8_000)}`],
    ['names a prototype', () => '__proto__'],
  ];

  it.each(broken)('when it %s: no session, no error, and it is never adopted', async (_, make) => {
    const url = await startApp();
    const visitor = new Visitor(url);
    const cookie = make(await signedCookie(url));
    visitor.jar.set(SITE_NAME, cookie);
    expect((await visitor.get('/about')).status).toBe(302);
    const home = await visitor.get('/home');
    expect(home.status).toBe(200);
    expect(home.body).not.toContain('Welcome');
    expect(visitor.jar.get(SITE_NAME)).not.toBe(cookie);
  });

  it('when it was signed with a secret of another site', async () => {
    const visitor = new Visitor(await startApp());
    const other = await startApp({ SESSION_SECRET: 'the secret of another site altogether' });
    visitor.jar.set(SITE_NAME, await signedCookie(other));
    expect((await visitor.get('/about')).status).toBe(302);
  });

  it('when its id never was in the store', async () => {
    const visitor = new Visitor(await startApp());
    visitor.jar.set(SITE_NAME, await signedCookie(await startApp()));
    expect((await visitor.get('/about')).status).toBe(302);
  });

  it('unless one of the same name does: what this site did not sign is left out, wherever it stands', async () => {
    const url = await startApp();
    const good = await signedCookie(url);
    const other = await signedCookie(
      await startApp({ SESSION_SECRET: 'the secret of another site altogether' }),
    );
    const status = async (cookie: string) =>
      (await new Visitor(url).ask('GET', '/about', undefined, { cookie })).status;
    for (const foreign of [
      'forged',
      other,
      '%E0%A4%A',
      '',
      's%3A.',
      good.replace('s%3A', 's%3Ax'),
    ]) {
      const [ours, theirs] = [`${SITE_NAME}=${good}`, `${SITE_NAME}=${foreign}`];
      for (const pairs of [
        [ours, theirs],
        [theirs, ours],
        [theirs, theirs, 'a=b', ours],
      ]) {
        expect({ pairs, status: await status(pairs.join('; ')) }).toEqual({ pairs, status: 200 });
      }
      expect(await status(`${theirs}; ${theirs}`)).toBe(302);
      expect(await status(`not-${ours}; ${theirs}`)).toBe(302);
    }
  });
});

describe('a form that is not as it should be', () => {
  const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

  it.each<[string, string, Record<string, string>, number]>([
    ['is larger than a sign-in can be', `username=${'x'.repeat(20_000)}`, FORM, 413],
    ['is no form', '{"username":"alice"}', { 'Content-Type': 'application/json' }, 422],
    ['has no type', 'username=alice', { 'Content-Type': '' }, 422],
    [
      'is in an unknown character set',
      'username=alice',
      { 'Content-Type': `${FORM['Content-Type']}; charset=klingon` },
      415,
    ],
    [
      'is packed in an unknown way',
      'username=alice',
      { ...FORM, 'Content-Encoding': 'rot13' },
      415,
    ],
    [
      'says that it is packed, and is not',
      'username=alice',
      { ...FORM, 'Content-Encoding': 'gzip' },
      400,
    ],
    [
      'has too many fields',
      Array.from({ length: 1_100 }, (_, n) => `f${n}=1`).join('&'),
      FORM,
      413,
    ],
    ['names its user twice', 'username=alice&username=bob', FORM, 422],
    ['nests its user', 'username[name]=alice', FORM, 422],
    ['sends an empty user', 'username=', FORM, 422],
  ])('because it %s: a page in the layout, and no session', async (_, body, headers, status) => {
    const visitor = new Visitor(await startApp());
    const answer = await visitor.ask('POST', '/login', body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(/<title>[\w ]+ - \S+<\/title>/);
    expect(answer.body).not.toMatch(/at .*\.[jt]s/);
    expect(answer.cookies).toEqual([]);
  });

  it.each([
    ['is there twice', 'username=alice&next=/about&next=//evil.example'],
    ['is nested', 'username=alice&next[]=/about'],
    ['is badly encoded', 'username=alice&next=%E0%A4%A'],
  ])('whose next %s leads home', async (_, body) => {
    const answer = await new Visitor(await startApp()).ask('POST', '/login', body, FORM);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('/home');
  });

  it.each(['/login?next=/about&next=/contact', '/login?next[a]=/about', '/%E0%A4%A', '/about?%'])(
    'an address that is not as it should be, %s, is no server error',
    async (path) => {
      expect((await new Visitor(await startApp()).get(path)).status).toBeLessThan(500);
    },
  );
});

describe('a request target', () => {
  it.each([
    ['*', 400],
    ['**', 400],
    ['?x', 400],
    ['http://%/', 400],
    ['//', 200],
    ['/\\evil.example', 404],
    ['//evil.example/about', 404],
    ['http://[', 404],
    ['http://127.0.0.1/products', 200],
  ])('of %s is answered with %d, and no line in the log', async (target, status) => {
    const log = vi.spyOn(console, 'error');
    const { port } = new URL(await startApp());
    for (const method of ['GET', 'POST', 'OPTIONS', 'PROPFIND']) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.end(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      const answer = await text(socket);
      if (method === 'GET') expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      else expect(answer).toMatch(/^HTTP\/1.1 [24]/);
    }
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });
});

describe('what every answer carries', () => {
  it.each(['/home', '/products', '/login', '/nope', '/about'])(
    '%s is kept by no cache',
    async (path) => {
      const answer = await new Visitor(await startApp()).get(path);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('lets a browser load nothing but this site’s own style, and show it in no frame', async () => {
    const { headers } = await new Visitor(await startApp()).get('/home');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';style-src 'self';img-src 'self' data:;form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('insists on HTTPS in production, and nowhere else', async () => {
    const header = async (env: Record<string, string>) =>
      (await new Visitor(await startApp(env)).get('/home')).headers.get(
        'strict-transport-security',
      );
    expect(await header({})).toBeNull();
    expect(await header({ NODE_ENV: 'production' })).toContain('max-age=');
  });

  it('has the browser say to this site alone which page a request comes from', async () => {
    const { headers } = await new Visitor(await startApp()).get('/home');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });

  it('leaves the browser what it keeps of other sites, at log-out too', async () => {
    const answer = await new Visitor(await startApp()).post('/logout');
    expect(answer.headers.get('clear-site-data')).toBeNull();
  });
});

describe('GET /healthz', () => {
  it('answers 200 while the store works, and begins no session', async () => {
    const answer = await new Visitor(await startApp()).get('/healthz');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ store: 'ok' });
    expect(answer.cookies).toEqual([]);
  });

  it('asks the store once a second, and once at a time, however many ask here', async () => {
    const records = await openStore('memory', scratchSettings());
    const check = records.check.bind(records);
    let asked = 0;
    let answer = () => {};
    records.check = async () => {
      asked += 1;
      if (asked === 1) {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
      }
      return check();
    };
    const visitor = new Visitor(await startApp({}, records));
    const first = Array.from({ length: 50 }, () => visitor.get('/healthz'));
    await expect.poll(() => asked).toBe(1);
    // What comes later waits as well.
    first.push(visitor.get('/healthz'));
    await visitor.get('/products');
    expect(asked).toBe(1);
    const answered = Date.now();
    answer();
    for (const { status } of await Promise.all(first)) expect(status).toBe(200);
    while (asked < 3) {
      expect((await visitor.get('/healthz')).status).toBe(200);
      // A timer may be a few milliseconds early by the clock.
      expect(asked).toBeLessThanOrEqual(1 + (Date.now() - answered + 20) / 1_000);
    }
  });

  it('answers 503 while it does not', async () => {
    const records = await openStore('redis', { REDIS_URL: 'redis://127.0.0.1:9' });
    const answer = await new Visitor(await startApp({}, records)).get('/healthz');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toEqual({ store: 'failing' });
  });
});
