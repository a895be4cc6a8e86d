import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, describe, it, mock } from 'node:test';
import { Cookie, type SessionData } from 'express-session';
import { readRedisUrls } from '../src/redis/urls.ts';
import { startSite, Visitor } from './site.ts';
import { openTestStores, removeKeys, type TestStores } from './stores.ts';

const HOUR_MS = 3_600_000;

function newSession(contents: Partial<SessionData>): SessionData {
  const cookie = new Cookie();
  cookie.expires = new Date(Date.now() + HOUR_MS);
  return { ...contents, cookie };
}

describe('the Redis store', () => {
  let stores: TestStores;
  before(async () => {
    stores = await openTestStores();
  });
  after(() => stores.close());

  it('makes a thousand updates of one session at the same time, and loses none', async () => {
    const { sessions } = stores;
    const id = randomUUID();
    await sessions.create(id, newSession({ lang: '' }));
    const results = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        sessions.update(id, (current) => ({ ...current, lang: `${current.lang}x` })),
      ),
    );
    assert.ok(results.every(Boolean));
    assert.equal((await sessions.find(id))?.lang?.length, 1_000);
  });

  it('leaves nothing behind after its check', async () => {
    const { sessions } = stores;
    await sessions.check();
    // The key of the check expires after a millisecond.
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await sessions.delete('health'), false);
  });
});

it('the stores of the tests leave nothing in Redis', async () => {
  const { sessions, attempts, prefix, close } = await openTestStores();
  await sessions.create(randomUUID(), newSession({ user_name: 'alice' }));
  await attempts.reserve({ key: 'alice', max: 1, windowMs: HOUR_MS });
  await close();
  assert.deepEqual(await removeKeys(prefix), []);
});

describe('a Redis that hangs', () => {
  for (const fromTheStart of [true, false]) {
    it(`is in the log once, in one line, if it ${fromTheStart ? 'never answers' : 'stops answering'}`, async () => {
      const line = await openLine();
      const log = mock.method(console, 'error', () => {});
      if (fromTheStart) line.hang();
      const site = await startSite({ REDIS_URL: line.url });
      line.hang();
      const statuses: number[] = [];
      for (let n = 0; n < 3; n += 1) {
        const answer = await new Visitor(site.url).post('/login', { username: 'alice' });
        statuses.push(answer.status);
      }
      await site.close();
      line.close();
      log.mock.restore();
      assert.deepEqual(statuses, [503, 503, 503]);
      const lines = log.mock.calls.map(({ arguments: line }) => line);
      assert.equal(lines.length, 1);
      assert.match(
        lines.join(),
        /^Redis at \S+ does not answer \(Redis did not reply within 1000 ms\)[^\n]*$/,
      );
    });
  }
});

/** A line to Redis that can hang: it stays open, but no byte gets through. */
async function openLine() {
  const [url] = readRedisUrls(process.env);
  const sockets = new Set<Socket>();
  let hangs = false;
  const server = createServer((socket) => {
    const redis = connect(Number(url.port || 6379), url.hostname);
    sockets.add(socket).add(redis);
    socket.on('data', (data) => hangs || redis.write(data)).on('error', () => {});
    redis.on('data', (data) => socket.write(data)).on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: Object.assign(new URL(url), {
      hostname: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
    }).href,
    hang: () => {
      hangs = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
