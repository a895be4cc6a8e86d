import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Failure } from '../../src/failure.ts';
import type { Session } from '../../src/sessions/session.ts';
import { redisAt } from '../../src/stores/places.ts';
import { clearRedis } from '../../src/stores/redis/clear.ts';
import { RedisStore } from '../../src/stores/redis/store.ts';
import {
  type LyingRedis,
  list,
  MODE,
  OK,
  openLyingRedis,
  page,
  type Says,
  text,
} from '../support/lying-redis.ts';
import { sessionsIn } from '../support/sessions-in.ts';
import { inspectStore } from '../support/stored.ts';

/** A server that keeps us waiting is given up after five seconds; this machine may be slow. */
const PATIENCE = 60_000;
const SPEAKS_OTHERWISE = /does not answer like Redis/;
const PASSWORD = 's3cret-päss/@';
const ESCAPED = encodeURIComponent(PASSWORD);

async function read(url: string): Promise<Session[]> {
  const sessions: Session[] = [];
  for await (const one of sessionsIn(redisAt(url, undefined, '--redis'))) sessions.push(one);
  return sessions;
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw new Error('It did not fail in plain words.', { cause: error });
}

const withPassword = (url: string) => url.replace('//', `//:${ESCAPED}@`);

/** Pages of the same keys, at a new place each time. */
function pagesWithoutEnd(...keys: string[]): Says {
  let cursor = 0;
  return () => {
    cursor += 1;
    return page(cursor, ...keys);
  };
}

/** Sends a chunk again and again, until nobody listens. */
function pourOut(socket: Socket, chunk: string): void {
  const pour = () => {
    while (!socket.destroyed && socket.write(chunk, 'latin1'));
  };
  socket.on('drain', pour);
  pour();
}

/** Begins an answer, and goes on with a byte now and then, until nobody listens. */
function dripping(beginning: string, byte: string): Says {
  return (_, socket) => {
    const clock = setInterval(() => socket.write(byte), 500);
    socket.on('close', () => clearInterval(clock));
    return beginning;
  };
}

/** Sends us to a server, as one of a cluster does. */
const sends = (kind: string, port: number) => `-${kind} 1 127.0.0.1:${port}\r\n`;

/** A cluster of one node that has all slots; what CLUSTER NODES tells may be more. */
function clusterOf(host: string, port: () => number, nodes = () => ''): Record<string, Says> {
  return {
    HELLO: MODE.cluster,
    CLUSTER: (command) =>
      command === 'CLUSTER SLOTS'
        ? list(list(':0\r\n', ':16383\r\n', list(text(host), `:${port()}\r\n`)))
        : text(nodes()),
  };
}

it('a server that tells the truth is believed', async () => {
  const { url } = await openLyingRedis({});
  expect(await read(url)).toMatchObject([{ sessionId: 'alice', state: 'live' }]);
});

const LIES: ReadonlyArray<[what: string, lies: Record<string, Says>, message: RegExp]> = [
  [
    'keys in a circle',
    { SCAN: (command) => page((Number(command.split(' ')[1]) % 3) + 1) },
    /keys without an end/,
  ],
  [
    'the same key at ever new places',
    { SCAN: pagesWithoutEnd('sess:alice'), DBSIZE: ':1\r\n' },
    /keys without an end/,
  ],
  [
    'no key at ever new places',
    { SCAN: pagesWithoutEnd(), DBSIZE: ':1\r\n' },
    /keys without an end/,
  ],
  ['no list of keys', { SCAN: OK }, /lists no keys/],
  ['a place that is none', { SCAN: page('nowhere') }, /lists no keys/],
  ['a list 10,000 deep', { SCAN: '*1\r\n'.repeat(10_000) }, SPEAKS_OTHERWISE],
  ['a list of 4 billion', { SCAN: '*4000000000\r\n' }, SPEAKS_OTHERWISE],
  ['lists that are long together', { SCAN: '*900000\r\n*900000\r\n' }, SPEAKS_OTHERWISE],
  ['a list of -2', { SCAN: '*-2\r\n' }, SPEAKS_OTHERWISE],
  ['a text of 2^53 bytes', { GET: '$9007199254740992\r\nx' }, SPEAKS_OTHERWISE],
  ['a text of -2 bytes', { GET: '$-2\r\n' }, SPEAKS_OTHERWISE],
  ['a text of as many bytes as no number says', { GET: '$ten\r\n' }, SPEAKS_OTHERWISE],
  ['a text that is longer than it said', { GET: '$1\r\nabcdef\r\n' }, SPEAKS_OTHERWISE],
  [
    'a text of 1 GB within a list',
    { SCAN: '*2\r\n$1\r\n0\r\n*1\r\n$1000000000\r\nx' },
    SPEAKS_OTHERWISE,
  ],
  [
    'a line without an end',
    { SCAN: (_, socket) => void pourOut(socket, `+${'x'.repeat(50_000)}`) },
    SPEAKS_OTHERWISE,
  ],
  ['a number without an end', { PEXPIRETIME: `:${'1'.repeat(400)}\r\n` }, SPEAKS_OTHERWISE],
];

it.each(LIES)(
  '%s: the reading ends, and says so',
  { timeout: PATIENCE },
  async (_, lies, message) => {
    const { url } = await openLyingRedis(lies);
    const failure = await failureOf(read(url));
    expect(failure.code).toBe('store-unreadable');
    expect(failure.message).toMatch(message);
  },
);

/** Each would be waited for for ever. */
const SLOW: ReadonlyArray<[what: string, lies: Record<string, Says>]> = [
  ['nothing when greeted', { HELLO: () => undefined }],
  ['nothing when asked for keys', { SCAN: () => undefined }],
  ['nothing when asked for a value', { GET: () => undefined }],
  ['a length, a digit at a time', { GET: dripping('$', '0') }],
  ['a text, a byte at a time', { GET: dripping('$1000\r\n', 'x') }],
  [
    'a text too large to be kept, a byte at a time',
    { SCAN: page(0, 'sess:alice', 'sess:bob'), GET: dripping('$1000000000\r\n', 'x') },
  ],
  ['a list, a byte at a time', { SCAN: dripping('*2\r\n', '+') }],
];

it('an answer that does not come, or never ends, is waited for for five seconds', {
  timeout: PATIENCE,
}, async () => {
  const servers = await Promise.all(SLOW.map(([, lies]) => openLyingRedis(lies)));
  const failures = await Promise.all(servers.map(({ url }) => failureOf(read(url))));
  expect(SLOW.map(([what], n) => [what, failures[n]?.message])).toEqual(
    SLOW.map(([what]) => [
      what,
      expect.stringMatching(/cannot be reached \(no (whole )?answer within 5 s\)/),
    ]),
  );
});

it('keys that were not asked for are no sessions', async () => {
  const { url, heard } = await openLyingRedis({ SCAN: page(0, 'admin:root', 'sess:alice') });
  expect(await read(url)).toHaveLength(1);
  expect(heard.filter((command) => command.includes('admin'))).toEqual([]);
});

describe.each(['MOVED', 'ASK'])('a server that sends us elsewhere by %s', (kind) => {
  it('is not followed, where it is no cluster', async () => {
    const elsewhere = await openLyingRedis({});
    const { url } = await openLyingRedis({
      ...clusterOf('127.0.0.1', () => elsewhere.port),
      HELLO: MODE.standalone,
      GET: sends(kind, elsewhere.port),
    });
    const { message } = await failureOf(read(withPassword(url)));
    expect(message).toMatch(/refused: (MOVED|ASK) .*not known as one of its cluster/);
    expect(elsewhere.heard).toEqual([]);
  });

  it('is not followed to a server that its cluster does not know', async () => {
    const elsewhere = await openLyingRedis({});
    const node: LyingRedis = await openLyingRedis({
      ...clusterOf('127.0.0.1', () => node.port),
      GET: sends(kind, elsewhere.port),
    });
    const { message } = await failureOf(read(withPassword(node.url)));
    expect(message).toMatch(/refused: (MOVED|ASK) .*not known as one of its cluster/);
    expect(elsewhere.heard).toEqual([]);
  });

  it('is followed to a node that its cluster knows, if it has no slot yet', async () => {
    const other = await openLyingRedis({ HELLO: MODE.cluster, ASKING: OK });
    const nodes = () => `07c3 127.0.0.1:${other.port}@1,other.internal master - 0 0 2 connected\n`;
    const node: LyingRedis = await openLyingRedis({
      ...clusterOf('', () => node.port, nodes),
      GET: sends(kind, other.port),
    });
    expect(await read(withPassword(node.url))).toHaveLength(1);
    expect(other.heard).toContain('GET sess:alice');
  });

  it('does not get us to destroy anything there', async () => {
    const elsewhere = await openLyingRedis({});
    const { url } = await openLyingRedis({
      TYPE: sends(kind, elsewhere.port),
      WATCH: sends(kind, elsewhere.port),
    });
    const [alice] = await read(url);
    const store = new RedisStore({ url: withPassword(url), setting: '--redis' });
    onTestFinished(() => store.close());
    if (!alice) throw new Error('no session');
    const { code, message } = await failureOf(store.destroy(alice, () => true));
    expect({ code, message }).toEqual({
      code: 'cannot-write',
      message: expect.stringContaining('not known as one of its cluster'),
    });
    expect(elsewhere.heard).toEqual([]);
  });
});

it.each<[what: string, host: string, port: number]>([
  ['port 99999', '127.0.0.1', 99_999],
  ['port 0', '127.0.0.1', 0],
  ['port -1', '127.0.0.1', -1],
  ['a host with an escape sequence in it', 'a\x1b[31mb', 6379],
  ['a host that is a path', '/etc/passwd', 6379],
])('a cluster that tells of a node at %s', async (_, host, port) => {
  const { url } = await openLyingRedis(clusterOf(host, () => port));
  const failure = await failureOf(read(withPassword(url)));
  expect(failure.message).toMatch(
    /^Redis at 127\.0\.0\.1:\d+ reports a cluster node with an impossible address\./,
  );
});

it.each(['99999', '0', '1e3', '-1'])('a cluster that sends us to port %s', async (port) => {
  const node: LyingRedis = await openLyingRedis({
    ...clusterOf('127.0.0.1', () => node.port),
    GET: `-MOVED 1 127.0.0.1:${port}\r\n`,
  });
  expect((await failureOf(read(node.url))).message).toContain('refused: MOVED 1');
});

describe.each(['HELLO', 'SCAN', 'GET', 'CLUSTER'])(
  'what a server says when it refuses %s',
  (name) => {
    const refusing = (words: string): Record<string, Says> => ({
      ...(name === 'CLUSTER' && { HELLO: MODE.cluster }),
      [name]: `-ERR ${Buffer.from(words).toString('latin1')}\r\n`,
    });

    it('is not shown where it holds our password, in whatever form', async () => {
      for (const secret of [PASSWORD, ESCAPED]) {
        const { url } = await openLyingRedis(refusing(`no ${secret}!`));
        const args = ['--redis', withPassword(url)];
        const { exitCode, stdout, stderr } = await inspectStore({ args }, ['--json']);
        expect(exitCode).toBe(4);
        expect(stderr).toMatch(/refused: ERR\./);
        for (const form of [PASSWORD, ESCAPED]) expect(stdout + stderr).not.toContain(form);
      }
    });

    it('is shown without what a terminal would obey, and not at any length', async () => {
      const { url } = await openLyingRedis(refusing(`\x1b[2J\x07\u202ebad ${'x'.repeat(5_000)}`));
      const { message } = await failureOf(read(url));
      expect(message).toContain('bad xxx');
      expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(message.length).toBeLessThan(500);
    });
  },
);

const ALICE: Session = {
  id: '',
  digest: '',
  sessionId: 'alice',
  key: 'sess:alice',
  state: 'live',
  data: {},
  user: 'alice',
  created: null,
  used: null,
  expires: null,
  size: 0,
};

type Work = (store: RedisStore) => Promise<unknown>;

const readAll: Work = async (store) => {
  for await (const _ of store.read({}));
};
const destroy: Work = (store) => store.destroy(ALICE, () => true);

it.each<[command: string, work: Work]>([
  ['HELLO', readAll],
  ['CLUSTER', readAll],
  ['SCAN', readAll],
  ['GET', readAll],
  ['PEXPIRETIME', readAll],
  ['TYPE', (store) => store.find('alice')],
  ['GET', (store) => store.withTimes([ALICE])],
  ['WATCH', destroy],
  ['MULTI', destroy],
  ['DEL', destroy],
  ['EXEC', destroy],
])(
  'who waits for the answer to %s can be interrupted',
  { timeout: PATIENCE },
  async (name, work) => {
    const node: LyingRedis = await openLyingRedis({
      ...(/CLUSTER|TYPE/.test(name) && clusterOf('', () => node.port)),
      [name]: () => undefined,
    });
    const stop = new AbortController();
    const store = new RedisStore({ url: node.url }, stop.signal);
    onTestFinished(() => store.close());
    const working = work(store).catch((reason: unknown) => reason);
    await node.hears(name);
    stop.abort('interrupted');
    expect(await working).toBe('interrupted');
  },
);

it('what is taken away after a run is not waited for for ever', { timeout: PATIENCE }, async () => {
  const failures = await Promise.all(
    ['HELLO', 'SCAN', 'UNLINK'].map(async (name) => {
      const { url } = await openLyingRedis({ [name]: () => undefined });
      return (await failureOf(clearRedis({ url }, ['sess:']))).message;
    }),
  );
  for (const message of failures) expect(message).toContain('no answer');
});
