import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isAnother, userOf } from '../../src/dev/ui/caller.ts';
import { Live } from '../../src/dev/ui/live.ts';
import { openUiServer } from '../../src/dev/ui/server.ts';
import type { DevRequestEvent } from '../../src/events/dev.ts';
import { Aliases } from '../../src/masking/aliases.ts';
import type { ProbeRequest } from '../../src/probe/messages.ts';
import { DevPage } from '../support/dev-page.ts';
import { develop, privateRuntime } from '../support/develop.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

/** The page alone, of an app that nobody runs. */
async function openAlone(live = new Live('shop', false)) {
  let entered = 0;
  const answers = {
    '/life': ({ session }: Record<string, unknown>) => ({
      life: live.lifeOf(String(session)) ?? null,
    }),
  };
  const server = await openUiServer(live, answers, 0, () => {
    entered += 1;
  });
  onTestFinished(() => server.close());
  return { server, live, page: new DevPage(server.address), entered: () => entered };
}

/** What is answered to a request with headers that `fetch` would not send. */
function raw(
  url: URL,
  method: string,
  headers: Record<string, string>,
  body = '',
): Promise<number> {
  return new Promise((resolve, reject) => {
    request(
      url,
      { method, headers: { 'content-length': String(body.length), ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    )
      .on('error', reject)
      .end(body);
  });
}

describe('who may see the page', () => {
  it('is whoever comes first with the link, and each link is good for one time', async () => {
    const { server, page, entered } = await openAlone();
    expect((await page.ask('/events', {})).status).toBe(401);
    await page.enter();
    expect(page.key).toMatch(/^[\w-]{43}$/);
    const again = await page.ask('/enter', { token: page.token });
    expect(again.status).toBe(403);
    expect((await again.json()).message).toMatch(
      /used already.*Open the newest one that the terminal shows/,
    );
    expect(entered()).toBe(1);
    const other = await new DevPage(server.address).enter();
    expect(other.token).not.toBe(page.token);
    for (const one of [page, other]) expect((await one.messages(1))[0]?.type).toBe('all');
  });

  it.each([
    ['no key', {}, 401],
    ['another key', { authorization: 'Bearer AAAA' }, 401],
    ['a name that was made to lead here', { host: 'evil.example:PORT' }, 421],
    ['another port in its name', { host: '127.0.0.1:1' }, 421],
    ['a page of the app that is looked at', { origin: 'http://127.0.0.1:3000' }, 403],
    ['a page elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of this machine, at another port', { 'sec-fetch-site': 'same-site' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 400],
    ['a body without an end', { 'content-length': '99999999' }, 400],
  ])('is nobody with %s', async (_, headers, status) => {
    const { page } = await openAlone();
    await page.enter();
    const port = page.url.port;
    const all: Record<string, string> = {
      host: `127.0.0.1:${port}`,
      authorization: `Bearer ${page.key}`,
      'content-type': 'application/json',
      ...headers,
    };
    if ('host' in headers) all.host = headers.host.replace('PORT', port);
    if (_ === 'no key') delete all.authorization;
    expect(await raw(new URL('/life', page.url), 'POST', all, '{}')).toBe(status);
  });

  it('and nothing of the app is in what anybody may load', async () => {
    const { page } = await openAlone();
    for (const path of ['/', '/page.js', '/page.css', '/icon.svg']) {
      const response = await fetch(new URL(path, page.url));
      expect(response.status, path).toBe(200);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
      expect(policy).not.toContain('unsafe');
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await response.text()).not.toMatch(/shop|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    }
    expect((await fetch(new URL('/events', page.url))).status).toBe(404);
    expect((await fetch(new URL('/__proto__', page.url))).status).toBe(404);
  });

  it('is nobody by way of a network', async () => {
    const { page } = await openAlone();
    const socket = connect({ host: '127.0.0.2', port: Number(page.url.port) });
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('on Linux, other users of the machine are told apart', () => {
  const tables = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 1 1',
    '   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 2 1',
    '   2: 0000000000000000FFFF00000100007F:C351 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1002        0 3 1',
  ].join('\n');

  it.each([
    [50_000, 8_080, 1001],
    [50_001, 8_080, 1002],
    [8_080, 50_000, 1000],
    [50_002, 8_080, undefined],
  ])('a connection from port %i to %i is of the user %s', (from, to, user) => {
    expect(userOf(tables, from, to)).toBe(user);
  });

  it.each([
    [1001, 1000, true],
    [1000, 1000, false],
    [0, 1000, false],
    [1001, 0, false],
    [undefined, 1000, false],
  ])('the user %s is another one than %i: %s', (user, own, isOther) => {
    expect(isAnother(user, own)).toBe(isOther);
  });

  it.runIf(process.platform === 'linux')('by what the system itself says', async () => {
    const { page } = await openAlone();
    const port = Number(page.url.port);
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    const listed = readFileSync('/proc/net/tcp', 'latin1');
    expect(userOf(listed, socket.localPort ?? 0, port)).toBe(process.getuid?.());
    socket.destroy();
  });
});

it('idle connections of others cannot keep a page out, and do not end one that is open', async () => {
  const { live, page } = await openAlone();
  const stream = page.enter().then(() => page.messages(2));
  const known = () => vi.waitFor(() => expect(page.key).not.toBe(''));
  await known();
  await page.ask('/life', { session: '#1' });
  for (let number = 1; number <= 450; number += 1) {
    const idle = connect(Number(page.url.port), '127.0.0.1').on('error', () => {});
    onTestFinished(() => void idle.destroy());
    await once(idle, 'connect');
  }
  expect(await raw(new URL('/', page.url), 'GET', {})).toBe(200);
  live.requested(...aRequest(1, {}), new Aliases());
  expect((await stream).map(({ type }) => type)).toEqual(['all', 'one']);
});

it('a port that somebody else has is named', async () => {
  const { page } = await openAlone();
  const port = Number(page.url.port);
  const second = openUiServer(new Live('shop', false), {}, port, () => {});
  await expect(second).rejects.toThrow(
    `The page cannot have port ${port}: somebody else has it. Name another with --ui-port`,
  );
});

/** A request that stores a lot, or little. */
function aRequest(number: number, data: Record<string, unknown>): [DevRequestEvent, ProbeRequest] {
  const sessionId = `session-${number}-`.padEnd(32, 'x');
  const after = { sessionId, text: JSON.stringify({ cookie: {}, ...data }) };
  const at = Date.UTC(2026, 0, 1);
  const event: DevRequestEvent = {
    v: 1,
    type: 'request',
    at: new Date(at).toISOString(),
    method: 'GET',
    path: `/${'p'.repeat(1_000)}`,
    status: 200,
    took: 1,
    cookies: [],
    location: null,
    session: {
      after: `#${number}`,
      forged: false,
      keptId: false,
      user: null,
      action: 'created',
      keys: [{ key: 'k', after: data }],
      errors: [],
    },
  };
  const session = { after, saved: true, touched: false, destroyed: false, errors: [] };
  const told: ProbeRequest = {
    method: 'GET',
    path: event.path,
    at,
    took: 1,
    status: 200,
    cookies: [],
    session,
  };
  return [event, told];
}

describe('what it keeps is bounded', () => {
  it('whatever an app stores, and however many requests come', () => {
    const live = new Live('shop', false);
    const aliases = new Aliases(10);
    for (let number = 1; number <= 2_200; number += 1) {
      const [event, told] = aRequest(number, { long: 'x'.repeat(9_000) });
      live.requested(event, told, aliases);
    }
    const all = live.all;
    if (all.type !== 'all') throw new Error('not all');
    expect(all.entries).toHaveLength(2_000);
    expect(all.sessions).toHaveLength(1_000);
    expect(JSON.stringify(all).length).toBeLessThan(8_000_000);
  });

  it('and so is what waits for a page that does not read: it is told all there is when it has caught up', async () => {
    const { live, page } = await openAlone();
    await page.enter();
    const body = '{}';
    const slow = connect(Number(page.url.port), '127.0.0.1');
    onTestFinished(() => void slow.destroy());
    const head = [
      'POST /events HTTP/1.1',
      `Host: 127.0.0.1:${page.url.port}`,
      `Authorization: Bearer ${page.key}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    slow.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    await once(slow, 'readable');
    const aliases = new Aliases();
    const tell = (number: number) =>
      live.requested(...aRequest(number, { long: 'y'.repeat(7_000) }), aliases);
    // Far more than sockets hold.
    for (let number = 1; number <= 2_500; number += 1) tell(number);
    let text = '';
    slow.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    await vi.waitFor(() => expect(text.split('"type":"all"').length).toBe(3), { timeout: 20_000 });
    tell(2_501);
    await vi.waitFor(() => expect(text).toMatch(/"type":"one"[^\n]*"number":2501/), {
      timeout: 20_000,
    });
    // Once was enough.
    expect(text.split('"type":"all"').length).toBe(3);
    expect(text.split('"type":"one"').length).toBeLessThan(2_000);
  });
});

it('a link that was used is followed by another one, and the life of a session is told whole', async () => {
  privateRuntime();
  const env = { SESSIONS: scratchFolder() };
  const app = develop({ directory: APPS, start: 'node keeps-its-id.cjs', ui: true, env });
  const [[started], [link]] = [await app.until('started'), await app.until('page')];
  const page = await new DevPage(link?.url ?? '').enter();
  const [, next] = await app.until('page', 2);
  expect(next?.opened).toBe(true);
  expect((await new DevPage(next?.url ?? '').enter()).key).not.toBe('');
  const visitor = new Visitor(started?.url ?? '');
  await visitor.get('/');
  await visitor.post('/login', { username: 'alice' });
  await app.until('request', 2);
  const { life } = await (await page.ask('/life', { session: '#1' })).json();
  expect(life).toMatchObject({ session: '#1', user: 'alice', state: 'live' });
  expect(life.moments).toMatchObject([
    { kind: 'born', request: 'GET /' },
    { kind: 'wrong', text: 'kept its id at sign-in, alice is signed in', request: 'POST /login' },
  ]);
});

it('an app gets what is sent to it to the byte, however it reads, and long bodies are not kept', async () => {
  privateRuntime();
  const app = develop({ directory: APPS, start: 'node measures-what-comes.cjs', ui: true });
  const [[started], [link]] = [await app.until('started'), await app.until('page')];
  const page = await new DevPage(link?.url ?? '').enter();
  const visitor = new Visitor(started?.url ?? '');
  const long = 'a=ü&'.repeat(500_000);
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const path of ['/', '/slowly']) {
    const { body } = await visitor.ask('POST', path, long, type);
    const digest = createHash('sha256').update(long).digest('hex');
    expect(body).toBe(`${Buffer.byteLength(long)} ${digest}`);
  }
  expect((await visitor.ask('POST', '/unread', 'a=1', type)).body).toBe('not read');
  expect((await visitor.ask('POST', '/', 'a=1&b=2', type)).status).toBe(200);
  await app.until('request', 4);
  const { flow, notes } = await page.flow(await page.requests(['/', '/slowly']));
  expect(notes).toEqual([
    'POST / is left out: a flow cannot send what it sent.',
    'POST /slowly is left out: a flow cannot send what it sent.',
  ]);
  expect(flow.steps.at(-1)).toMatchObject({ do: { post: '/', form: { a: '1', b: '2' } } });
});
