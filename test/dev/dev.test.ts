import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { locateDevSite } from '../../src/dev/site.ts';
import { DevWatch } from '../../src/dev/watch.ts';
import type { DevEvent, RequestSession } from '../../src/events/dev.ts';
import { maskQuery } from '../../src/masking/query.ts';
import { type Developing, develop, privateRuntime } from '../support/develop.ts';
import { scratchFolder } from '../support/scratch.ts';
import { borrowSite } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

/** Starts one of the small apps, and answers a visitor of it. */
async function startApp(file: string, env: Record<string, string> = {}) {
  privateRuntime();
  const app = develop({ directory: APPS, start: `node ${file}`, env });
  const [started] = await app.until('started');
  const url = started?.url ?? '';
  return { app, url, visitor: new Visitor(url) };
}

/** What the last of so many requests did to its session. */
async function lastSession(app: Developing, count: number): Promise<RequestSession | null> {
  return (await app.until('request', count)).at(-1)?.session ?? null;
}

describe('each request tells what became of the session', () => {
  it.each([
    ['typescript', 'app.ts'],
    ['javascript', 'app.js'],
  ] as const)('of a generated site in %s, over a restart', async (language, file) => {
    privateRuntime();
    const site = await borrowSite('anonymous', 'memory', language);
    const app = develop({ directory: site.directory });
    const [started] = await app.until('started');
    const visitor = new Visitor(started?.url ?? '');

    await visitor.get('/about');
    expect(await lastSession(app, 1)).toEqual({
      action: 'none',
      forged: false,
      keptId: false,
      user: null,
      keys: [],
      errors: [],
    });
    await visitor.get('/');
    const lang = { key: 'lang', after: 'en' };
    const theme = { key: 'theme', after: 'dark' };
    expect(await lastSession(app, 2)).toMatchObject({
      after: '#1',
      action: 'created',
      keys: [lang, theme],
    });
    await visitor.post('/login', { username: 'alice', next: '/about' });
    expect(await lastSession(app, 3)).toMatchObject({
      before: '#1',
      after: '#2',
      user: 'alice',
      action: 'replaced',
      keys: [{ key: 'user_name', after: 'alice' }],
    });
    await visitor.get('/about');
    expect(await lastSession(app, 4)).toMatchObject({
      before: '#2',
      after: '#2',
      user: 'alice',
      action: 'touched',
    });

    appendFileSync(join(site.directory, 'src', file), '\n');
    const [again] = await app.until('restarted');
    expect(app.events.filter(({ type }) => type === 'stopped')).toHaveLength(1);

    // Its memory is gone; the name of the session is not.
    const returned = visitor.at(again?.url ?? '');
    await returned.get('/about');
    expect(await lastSession(app, 5)).toMatchObject({ before: '#2', action: 'none' });
    await returned.post('/login', { username: 'bob' });
    expect(await lastSession(app, 6)).toMatchObject({ before: '#2', after: '#3', user: 'bob' });
    await returned.post('/logout');
    expect(await lastSession(app, 7)).toMatchObject({ before: '#3', action: 'destroyed' });

    await app.stop();
    expect(app.events.at(-1)?.type).toBe('ended');
    // That it stops when it is asked to is no news.
    expect(app.events.filter(({ type }) => type === 'stopped')).toHaveLength(1);
    await site.remove();
  });

  it('and of the cookies that came with it, by their names', async () => {
    const { app, visitor } = await startApp('keeps-its-id.cjs', { SESSIONS: scratchFolder() });
    await visitor.get('/');
    const [request] = await app.until('request');
    expect(request).toMatchObject({
      method: 'GET',
      path: '/',
      status: 200,
      cookies: ['connect.sid'],
    });
    expect(request?.took).toBeGreaterThan(0);
  });

  it('where its id stays, what changed in it', async () => {
    const { app, visitor } = await startApp('keeps-its-id.cjs', { SESSIONS: scratchFolder() });
    await visitor.get('/');
    await visitor.post('/login', { username: 'alice' });
    expect(await lastSession(app, 2)).toMatchObject({
      before: '#1',
      after: '#1',
      action: 'changed',
      keys: [{ key: 'user', after: 'alice' }],
    });
  });

  it('where the store fails, that it did', async () => {
    const { app, visitor } = await startApp('store-that-fails.cjs');
    await visitor.post('/login', { username: 'alice' });
    const session = await lastSession(app, 1);
    expect(session?.errors[0]).toBe('set: disk full');
    expect(session?.after).toBeUndefined();
  });

  it('where the store fails at a new session, not which id that has', async () => {
    const { app, visitor } = await startApp('store-that-fails.cjs', { NAMES: '1' });
    await visitor.post('/login', { username: 'alice' });
    expect((await lastSession(app, 1))?.errors[0]).toBe('set: disk full: sess:…');
  });

  it('where the store never answers, that', { timeout: 30_000 }, async () => {
    const { app, visitor } = await startApp('store-that-hangs.cjs');
    await visitor.post('/login', { username: 'alice' });
    await visitor.post('/logout');
    expect((await lastSession(app, 2))?.errors).toEqual(['destroy: it has not answered']);
  });

  it.each([
    ['read', { after: '#1', action: 'read', keys: [] }],
    ['saved', { after: '#1', action: 'saved', keys: [] }],
    [
      'changed',
      { after: '#1', action: 'changed', keys: [{ key: 'theme', before: 'dark', after: 'light' }] },
    ],
    // Nobody can say what.
    ['large', { after: '#1', action: 'changed', keys: [] }],
    ['dropped', { action: 'dropped', user: null }],
  ])('where it was %s, that', async (end, expected) => {
    const { app, visitor } = await startApp('every-ending.cjs');
    await visitor.get('/');
    await visitor.get(`/?end=${end}`);
    expect(await lastSession(app, 2)).toMatchObject({ before: '#1', errors: [], ...expected });
  });

  it('where it came with a cookie that the app has not signed, that', async () => {
    const { app, url, visitor } = await startApp('every-ending.cjs');
    await visitor.get('/');
    const [[name, value] = []] = visitor.jar;
    const ask = (cookie: string) => new Visitor(url).ask('GET', '/', undefined, { cookie });
    // Not in the middle of a percent-encoded character.
    const forged = encodeURIComponent(decodeURIComponent(value ?? '').replace(/.{6}$/, 'forged'));
    await ask(`${name}=${forged}`);
    await ask(`other=${forged}`);
    await ask(`${name}=${value}`);
    const requests = await app.until('request', 4);
    expect(requests.map(({ session }) => session?.forged)).toEqual([false, true, false, false]);
  });

  it('where somebody signs in and the session keeps its id, that', async () => {
    const { app, visitor } = await startApp('keeps-its-id.cjs', { SESSIONS: scratchFolder() });
    await visitor.get('/');
    await visitor.post('/login', { username: 'alice', next: '/about?token=hush' });
    await visitor.get('/about');
    const requests = await app.until('request', 3);
    expect(requests.map(({ session }) => session?.keptId)).toEqual([false, true, false]);
    expect(requests.map(({ location }) => location)).toEqual([
      null,
      expect.stringMatching(/^\/about\?token=(?!hush)./),
      null,
    ]);
  });

  it('where the visitor gave up, that there was no answer', async () => {
    const { app, url, visitor } = await startApp('every-ending.cjs');
    await visitor.get('/');
    const signal = AbortSignal.timeout(300);
    await fetch(`${url}/?end=silent`, { signal }).catch(() => {});
    expect((await app.until('request', 2))[1]).toMatchObject({
      path: '/?end=silent',
      status: null,
    });
  });

  it('of many requests at the same time, each its own', async () => {
    const { app, url } = await startApp('every-ending.cjs');
    const visitors = Array.from({ length: 20 }, () => new Visitor(url));
    await Promise.all(visitors.map((visitor) => visitor.get('/')));
    await Promise.all(visitors.map((visitor) => visitor.get('/?end=changed')));
    const requests = await app.until('request', 40);
    const sessionsOf = (part: typeof requests) =>
      new Set(part.map(({ session }) => session?.after));
    expect(sessionsOf(requests.slice(0, 20)).size).toBe(20);
    expect(sessionsOf(requests.slice(20))).toEqual(sessionsOf(requests.slice(0, 20)));
    expect(requests.slice(20).every(({ session }) => session?.action === 'changed')).toBe(true);
  });

  it('where nobody asked for one, nothing', async () => {
    const { app, visitor } = await startApp('tells-its-pid.cjs');
    await visitor.get('/');
    expect(await lastSession(app, 1)).toBeNull();
  });
});

it('what the app does in its store by itself is told as well', async () => {
  const { app, visitor } = await startApp('forgets-by-itself.cjs');
  await visitor.get('/');
  const [change] = await app.until('store');
  expect(change?.operation).toMatchObject({ name: 'destroy', session: '#1' });
});

it('no event holds a session id, wherever the app puts it', async () => {
  const SESSIONS = scratchFolder();
  const { app, visitor } = await startApp('tells-its-secrets.cjs', { SESSIONS });
  await visitor.get('/');
  const { headers } = await visitor.post('/login', { username: 'alice', secret: 'hush' });
  await visitor.get(headers.get('location') ?? '');
  await app.until('request', 3);
  const told = JSON.stringify(app.events);
  const ids = readFileSync(join(SESSIONS, 'ids.txt'), 'utf8').trim().split('\n');
  expect(ids).toHaveLength(2);
  for (const id of ids) expect(told).not.toContain(id);
  expect(told).toContain('"key":"copy","after":"#1"');
  // One random id of some hundreds has letters such as "cvv" in it, and then looks like the name of a secret.
  expect(told).toMatch(/"after":\{"#1":"(phone|••••••)"\}/);
});

it('session ids are told where they are asked for', async () => {
  privateRuntime();
  const app = develop({ directory: APPS, start: 'node redirects-before-saved.cjs', reveal: true });
  const [started] = await app.until('started');
  const visitor = new Visitor(started?.url ?? '');
  await visitor.get('/');
  const cookie = decodeURIComponent(visitor.jar.get('connect.sid') ?? '');
  const sessionId = cookie.slice('s:'.length, cookie.indexOf('.'));
  expect((await lastSession(app, 1))?.after).toBe(`#1 (${sessionId})`);
});

it.each([
  ['::1', undefined, 'http://[::1]:3000'],
  ['::1', true, 'https://[::1]:3000'],
  ['127.0.0.1', undefined, 'http://127.0.0.1:3000'],
  // A browser cannot open what means all addresses.
  ['0.0.0.0', undefined, 'http://localhost:3000'],
  ['::', true, 'https://localhost:3000'],
] as const)('an app that listens on %s, over TLS (%s), is at %s', (address, secure, url) => {
  const events: DevEvent[] = [];
  const watch = new DevWatch((event) => events.push(event), false, undefined);
  const listening = { type: 'listening', address, port: 3000 } as const;
  watch.told({ ...listening, ...(secure && { secure }) }, {});
  expect(events).toMatchObject([{ type: 'started', url }]);
});

describe('of two processes that listen, the first one ends', () => {
  const AGES_MS = 60_000;
  it.each([
    ['is the app anew, by a watcher, at another address', 3001, 0, ['started', 'restarted']],
    ['is one more of a cluster, at the same address', 3000, 0, ['started']],
    ['is another server, which has run for long', 3001, AGES_MS, ['started']],
  ])('the other %s', (_title, port, waited, types) => {
    const events: DevEvent[] = [];
    const watch = new DevWatch((event) => events.push(event), false, undefined);
    const [one, other] = [{ probe: 1 }, { probe: 2 }];
    const address = '127.0.0.1';
    watch.told({ type: 'listening', address, port: 3000 }, one);
    watch.told({ type: 'listening', address, port }, other);
    const now = performance.now() + waited;
    vi.spyOn(performance, 'now').mockReturnValue(now);
    onTestFinished(() => void vi.restoreAllMocks());
    watch.gone(one);
    expect(events.map(({ type }) => type)).toEqual(types);
    const last = events.at(-1);
    expect(last && 'url' in last && last.url).toBe(
      `http://127.0.0.1:${types.length === 2 ? port : 3000}`,
    );
    watch.gone(other);
    expect(events.at(-1)?.type).toBe('stopped');
  });
});

it.each([
  ['/about', '/about'],
  ['/?q=shoes&token=abc&page=2', '/?q=shoes&token=••••••&page=2'],
  ['/callback?code=abc&state=def', '/callback?code=••••••&state=••••••'],
  ['/login?next=%2Finvitation%3Ftoken%3Dabc', '/login?next=••••••'],
  ['/login?next=%2Fabout%3Fpage%3D2', '/login?next=%2Fabout%3Fpage%3D2'],
  ['/?api%5Fkey=abc', '/?api%5Fkey=••••••'],
  ['/?token=', '/?token='],
  ['/?page=2;token=abc', '/?page=2;token=••••••'],
  ['/done#access_token=abc&state=def', '/done#access_token=••••••&state=••••••'],
  ['https://alice:abc@example.com/@b', 'https://alice:••••••@example.com/@b'],
  ['//alice:abc@example.com/', '//alice:••••••@example.com/'],
  ['/~alice:b@c', '/~alice:b@c'],
  ['/?q=%E0%A4%A', '/?q=%E0%A4%A'],
  // An address in an address, and so on, deeper than anybody needs: recursion has an end.
  [`/${'?a='.repeat(20_000)}`, `/?a=••••••`],
  ['?'.repeat(200_000), '?'.repeat(200_000)],
])('of the path %s is shown %s', (path, shown) => {
  expect(maskQuery(path)).toBe(shown);
});

describe('an app is started', () => {
  it.each([
    ['by npm, if nothing else is said', {}, [], 'npm run --silent dev'],
    ['by whom package.json names', { packageManager: 'pnpm@9.1.0' }, [], 'pnpm --silent run dev'],
    ['by whom the lock file belongs to', {}, ['yarn.lock'], 'yarn run dev'],
    [
      'by whom package.json names, whatever lies about',
      { packageManager: 'bun@1.1.0' },
      ['package-lock.json'],
      'bun run --silent dev',
    ],
  ])('%s', (_title, manifest, files, command) => {
    const directory = scratchFolder();
    const scripts = { dev: 'node --watch server.js' };
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ scripts, ...manifest }));
    for (const file of files) writeFileSync(join(directory, file), '');
    expect(locateDevSite(directory, undefined)).toEqual({ directory, command });
  });

  it.each([
    ['there is no folder', 'none', undefined, 'usage', /^There is no folder/],
    ['there is no package.json', '.', undefined, 'usage', /Say how to start the app/],
    [
      'package.json has no script dev',
      '.',
      '{"scripts":{}}',
      'usage',
      /no package\.json with a "dev" script/,
    ],
    ['package.json is broken', '.', '{', 'usage', /not valid JSON/],
    [
      'its dependencies are missing',
      '.',
      '{"scripts":{"dev":"x"},"create-session-app":{}}',
      'app-failed',
      /not installed/,
    ],
  ])('never where %s', (_title, folder, manifest, code, words) => {
    const directory = join(scratchFolder(), 'app');
    mkdirSync(directory);
    if (manifest) writeFileSync(join(directory, 'package.json'), manifest);
    const locate = () => locateDevSite(join(directory, folder), undefined);
    expect(locate).toThrow(expect.objectContaining({ code }));
    expect(locate).toThrow(words);
  });
});

it('an app that needs a moment to end gets it, although its shell ends at once', async () => {
  privateRuntime();
  const app = develop({ directory: APPS, start: 'node ends-slowly.cjs; true' });
  await app.until('started');
  await app.stop();
  expect(app.events).toContainEqual(expect.objectContaining({ text: 'ended well' }));
});

it('an app that ends without a word is said to have printed nothing', async () => {
  privateRuntime();
  const app = develop({ directory: APPS, start: 'node -e 0' });
  await expect(app.until('started')).rejects.toThrow(/\(exit code 0\).*\nIt printed nothing\.$/);
});

describe('an app that does not listen', () => {
  it('is said to be waited for, after a while', async () => {
    privateRuntime();
    const app = develop({ directory: APPS, start: 'node -e "setTimeout(() => {}, 1e6)"' });
    const [note] = await app.until('note');
    expect(note?.text).toMatch(/^Still waiting for the app to listen on a port: node -e "setT/);
    await app.stop();
    expect(app.events.map(({ type }) => type)).toEqual(['note', 'ended']);
  });
});
