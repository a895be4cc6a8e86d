import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import type { DevEvent } from '../../src/events/dev.ts';
import { develop, privateRuntime } from '../support/develop.ts';
import { borrowSite } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));

/** All characters that may stand in a request line, in an order that differs, and is the same each time. */
function oddPaths(count: number): string[] {
  let state = 1;
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  const pieces = ['%', '%zz', '%00', '%c0%af', '..', '//', '\\', '?', '&', '=', '#', '@', ':', ';'];
  const letters = () => String.fromCharCode(33 + below(94));
  return Array.from({ length: count }, () =>
    Array.from({ length: below(40) }, () =>
      below(2) === 0 ? (pieces[below(pieces.length)] ?? '') : letters(),
    ).join(''),
  );
}

const LAST = ['Host: localhost', 'Connection: close', '', ''].join('\r\n');

const REQUESTS = [
  ...oddPaths(300).map((path) => `GET /${path} HTTP/1.1\r\n${LAST}`),
  ...['a', 'sid', 'token', '%', '__proto__', 'a[b][c]'].flatMap((name) => [
    `GET /?${`${name}=1&`.repeat(2_000)} HTTP/1.1\r\n${LAST}`,
    `GET /?${`${name}=`.repeat(2_000)} HTTP/1.1\r\n${LAST}`,
  ]),
  `GET http://example.com:99999/ HTTP/1.1\r\n${LAST}`,
  `GET * HTTP/1.1\r\n${LAST}`,
  `OPTIONS * HTTP/1.1\r\n${LAST}`,
  `GET ${'/a'.repeat(7_000)} HTTP/1.1\r\n${LAST}`,
  ...['PROPFIND', 'M-SEARCH', 'TRACE', 'PURGE', 'QUERY', 'NONSENSE'].map(
    (method) => `${method} / HTTP/1.1\r\n${LAST}`,
  ),
  `CONNECT example.com:443 HTTP/1.1\r\n${LAST}`,
  `GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\n__proto__: 1\r\nconstructor: 2\r\ntoString: 3\r\n${LAST}`,
  `GET / HTTP/1.1\r\nCookie: connect.sid=s%3A%; my-app=%E0%A4%A; __proto__=1\r\n${LAST}`,
  `GET / HTTP/1.1\r\nCookie: connect.sid=s:${'x'.repeat(12_000)}.y\r\n${LAST}`,
  `POST /login HTTP/1.1\r\nContent-Length: 9\r\nContent-Type: x\r\n${LAST}half`,
  `POST /login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${LAST}zz\r\n`,
  'GET / HTTP/1.1\r\nHos',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  '\0'.repeat(1_000),
];

/** Sends something, and hangs up as soon as anything comes, or nothing will. */
async function send(url: string, request: string): Promise<void> {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port) }).on('error', () => {});
  const over = once(socket, 'close');
  socket.setTimeout(1_000, () => socket.destroy());
  socket.once('data', () => socket.destroy());
  socket.write(request, 'latin1');
  await over;
}

async function sendAll(url: string): Promise<void> {
  for (let first = 0; first < REQUESTS.length; first += 20) {
    await Promise.all(REQUESTS.slice(first, first + 20).map((request) => send(url, request)));
  }
}

it('an app is watched through all odd requests, and what they send as well', async () => {
  privateRuntime();
  const app = develop({ directory: APPS, start: 'node leaves-the-session.cjs', ui: true });
  const url = (await app.until('started'))[0]?.url ?? '';
  await sendAll(url);
  expect((await new Visitor(url).get('/login?last')).status).toBe(200);
  await expectLast(app);
});

it('and so is a generated site', async () => {
  privateRuntime();
  const site = await borrowSite('anonymous', 'memory', 'javascript');
  const app = develop({ directory: site.directory });
  const url = (await app.until('started'))[0]?.url ?? '';
  await sendAll(url);
  expect((await new Visitor(url).get('/login?last')).status).toBe(200);
  await expectLast(app);
  await app.stop();
  await site.remove();
});

async function expectLast({ events }: ReturnType<typeof develop>): Promise<void> {
  const isLast = (event: DevEvent) => event.type === 'request' && event.path.includes('last');
  await vi.waitFor(() => expect(events.some(isLast)).toBe(true), { timeout: 20_000 });
  expect(events.some(({ type }) => type === 'stopped')).toBe(false);
}
