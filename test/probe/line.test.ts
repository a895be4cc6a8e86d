import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProbeLine } from '../../src/probe/line/line.ts';
import type { ProbeMessage } from '../../src/probe/messages.ts';
import { scratchFolder } from '../support/scratch.ts';

/** The tool's end, and whoever connects to it. */
async function openLine() {
  const line = new ProbeLine(scratchFolder(), 'test');
  const told: ProbeMessage[] = [];
  const ports: number[] = [];
  line.whenServers(() => ports.splice(0, ports.length, ...line.servers.map(({ port }) => port)));
  await line.open();
  onTestFinished(() => line.close());
  return {
    line,
    told,
    ports,
    listen: () => line.listen({ told: (message) => told.push(message), gone: () => {} }),
    async call(): Promise<Socket> {
      const socket = connect(line.path).on('error', () => {});
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      return socket;
    },
    /** Waits until all that was sent by a socket before is heard. */
    async heard(socket: Socket, port = 4_000): Promise<void> {
      socket.write(`\n${JSON.stringify({ type: 'listening', address: '::1', port })}\n`);
      await vi.waitFor(() => expect(ports).toContain(port), { timeout: 60_000 });
    },
  };
}

const operation = { name: 'get', at: 1, took: 1 };
const request = { method: 'GET', path: '/', at: 1, took: 1, cookies: [] };
const session = { saved: true, touched: false, destroyed: false, errors: [] };

const done = { type: 'done', to: 1, isDone: true };
const figures = {
  count: 1_000,
  repeats: 0,
  shortest: 32,
  characters: 64,
  bits: 192,
  countsOn: false,
};

describe('what no probe would say is left out', () => {
  it.each([
    ['no JSON', '{"type":"listening"'],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['nothing', '{}'],
    ['an unknown message', '{"type":"end"}'],
    ['a message of a prototype', '{"__proto__":{"type":"unseen"}}'],
    [
      'a port that is another host',
      { type: 'listening', address: '::1', port: 'x@127.0.0.2:39998' },
    ],
    ['port 0', { type: 'listening', address: '::1', port: 0 }],
    ['port 65536', { type: 'listening', address: '::1', port: 65_536 }],
    ['half a port', { type: 'listening', address: '::1', port: 80.5 }],
    ['an endless port', '{"type":"listening","address":"::1","port":1e999}'],
    ['packages by name', { type: 'listening', address: '::1', port: 80, packages: ['x'] }],
    ['no address', { type: 'listening', port: 80 }],
    ['an address that is a name', { type: 'listening', address: 'example.com', port: 80 }],
    ['a store without a name', { type: 'store', inMemory: true }],
    ['a store with a name to make fun', { type: 'store', name: '\u001b[2J', inMemory: true }],
    ['a store with an endless name', { type: 'store', name: 'x'.repeat(1_000), inMemory: true }],
    ['no operations', { type: 'operations', operations: null }],
    ['operations that are null', { type: 'operations', operations: [null] }],
    [
      'an unknown operation',
      { type: 'operations', operations: [{ ...operation, name: '__proto__' }] },
    ],
    ['a time out of range', { type: 'operations', operations: [{ ...operation, at: 8.65e15 }] }],
    ['no time', { type: 'operations', operations: [{ ...operation, at: null }] }],
    ['endless', '{"type":"operations","operations":[{"name":"get","at":1,"took":1e999}]}'],
    [
      'an id that is an object',
      { type: 'operations', operations: [{ ...operation, sessionId: {} }] },
    ],
    [
      'an endless id',
      { type: 'operations', operations: [{ ...operation, sessionId: 'x'.repeat(5_000) }] },
    ],
    ['too many at a time', { type: 'operations', operations: Array(1_001).fill(operation) }],
    ['no request', { type: 'request' }],
    ['a request at no time', { type: 'request', request: { ...request, at: 'now' } }],
    ['a status that is none', { type: 'request', request: { ...request, status: 'teapot' } }],
    ['a redirect to an object', { type: 'request', request: { ...request, location: {} } }],
    [
      'a cookie that is half forged',
      { type: 'request', request: { ...request, session: { ...session, forged: 'half' } } },
    ],
    ['cookies that are a text', { type: 'request', request: { ...request, cookies: 'a' } }],
    ['a session that is null', { type: 'request', request: { ...request, session: null } }],
    [
      'a text that is none',
      {
        type: 'request',
        request: { ...request, session: { ...session, after: { sessionId: 'a', text: 5 } } },
      },
    ],
    ['an answer to nothing', { type: 'answer' }],
    ['an order without an outcome', { type: 'done', to: 1 }],
    ['an order that nobody gave', { type: 'done', to: 0, isDone: true }],
    ['ids in the place of figures', { type: 'done', to: 1, isDone: true, ids: ['abc'] }],
    ['more repeats than ids', { ...done, ids: [{ ...figures, repeats: 1_001 }] }],
    ['endless figures', { ...done, ids: Array(100).fill(figures) }],
    ['figures of no bits', { ...done, ids: [{ ...figures, bits: null }] }],
    ['a store in half a production', { type: 'store', name: 'A', inMemory: true, production: 1 }],
    ['sessions that are none', { type: 'sessions', to: 0, changed: [{}], gone: [] }],
  ])('%s', async (_, message) => {
    const { call, heard, listen, told } = await openLine();
    listen();
    const socket = await call();
    socket.write(typeof message === 'string' ? message : JSON.stringify(message));
    await heard(socket);
    expect(told).toEqual([{ type: 'listening', address: '::1', port: 4_000 }]);
  });

  it('and of what it would say, what else is in it', async () => {
    const { call, heard, listen, told } = await openLine();
    listen();
    const socket = await call();
    socket.write('{"type":"unseen","extra":{"deep":[1]},"__proto__":{"port":1}}\n');
    await heard(socket);
    expect(told[0]).toStrictEqual({ type: 'unseen' });
  });
});

it('an error of whoever is told ends nothing', async () => {
  const { line, call, heard } = await openLine();
  line.listen({
    told() {
      throw new Error('A mistake of ours');
    },
    gone() {
      throw new Error('Another one');
    },
  });
  const [first, second] = [await call(), await call()];
  first.write('{"type":"unseen"}\n');
  first.end();
  await heard(second);
});

it('a line without an end does not fill the memory, and the next one is heard', async () => {
  const { call, heard, listen, told } = await openLine();
  listen();
  const socket = await call();
  const before = process.memoryUsage().rss;
  const piece = Buffer.alloc(1024 * 1024, 'x');
  for (let sent = 0; sent < 400; sent += 1) {
    if (!socket.write(piece)) await once(socket, 'drain');
  }
  await heard(socket);
  expect(told).toHaveLength(1);
  expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(350);
});

it('a line of 30 MB that comes in pieces is read', async () => {
  const { line, call, heard } = await openLine();
  const socket = await call();
  socket.write('{"type":"store","name":"MemoryStore","inMemory":true}\n');
  await heard(socket, 1);
  socket.on('data', () => {
    const changed = Array.from({ length: 8 }, (_, n) => ({
      sessionId: `session ${n}`,
      text: 'x'.repeat(3_900_000),
    }));
    socket.write(`${JSON.stringify({ type: 'sessions', to: 1, changed, gone: [] })}\n`);
    socket.write('{"type":"answer","to":1,"isWhole":true}\n');
  });
  expect(await line.settle(true, 60_000)).toHaveLength(8);
});

it('thousands of connections leave room for the probe that was there before, and for the tool', async () => {
  const { line, call, heard } = await openLine();
  const socket = await call();
  const crowd = Array.from({ length: 3_000 }, () =>
    connect(line.path, function (this: Socket) {
      this.write('{"type":');
    }).on('error', () => {}),
  );
  onTestFinished(() => {
    for (const one of crowd) one.destroy();
  });
  await heard(socket);
});

it('a flood of operations is kept up to a measure', async () => {
  const { line, call, heard } = await openLine();
  const socket = await call();
  const operations = Array(1_000).fill(operation);
  const flood = `${JSON.stringify({ type: 'operations', operations })}\n`;
  for (let sent = 0; sent < 200; sent += 1) {
    if (!socket.write(flood)) await once(socket, 'drain');
  }
  await heard(socket);
  expect(line.takeOperations()).toHaveLength(100_000);
});

describe('a question', () => {
  const store = '{"type":"store","name":"MemoryStore","inMemory":true}\n';
  const answer = '{"type":"answer","to":1,"isWhole":true}\n';
  const sessions = (to: number) =>
    `${JSON.stringify({ type: 'sessions', to, changed: [{ sessionId: 'a', text: '{}' }], gone: [] })}\n`;

  it('is answered by nobody but who was asked, and by sessions that were asked for', async () => {
    const { line, call, heard } = await openLine();
    const [probe, other] = [await call(), await call()];
    probe.write(`${sessions(0)}${sessions(1)}${answer}${store}`);
    await heard(probe, 1);
    const settled = line.settle(true, 60_000);
    other.write(sessions(1) + answer);
    await heard(other, 2);
    probe.write(answer);
    expect(await settled).toEqual([]);
  });

  it('that was given up may be answered late: what changed until then counts', async () => {
    const { line, call, heard } = await openLine();
    const probe = await call();
    probe.write(store);
    await heard(probe, 1);
    expect(await line.settle(true, 1)).toBeUndefined();
    probe.write(sessions(1) + answer);
    await heard(probe, 2);
    const settled = line.settle(true, 60_000);
    probe.write('{"type":"answer","to":2,"isWhole":true}\n');
    expect(await settled).toEqual([{ sessionId: 'a', text: '{}' }]);
  });

  it('that cannot be answered is said to be so', async () => {
    const { line, call, heard } = await openLine();
    const probe = await call();
    probe.write(store);
    await heard(probe, 1);
    const settled = line.settle(true, 60_000);
    probe.write('{"type":"answer","to":1,"isWhole":false}\n');
    expect(await settled).toBeUndefined();
  });
});

describe('an order', () => {
  const store = '{"type":"store","name":"MemoryStore","inMemory":true}\n';

  it('to move the clock goes to each process, one for the stores to those that have any', async () => {
    const { line, call, heard } = await openLine();
    const [app, starter] = [await call(), await call()];
    app.write(store);
    await heard(app, 1);
    await heard(starter, 2);
    for (const [socket, isDone] of [
      [app, true],
      [starter, false],
    ] as const) {
      socket.setEncoding('utf8').on('data', (text: string) => {
        const { order: to } = JSON.parse(text);
        socket.write(`${JSON.stringify({ type: 'done', to, isDone })}\n`);
      });
    }
    const outcomes = async (what: Parameters<ProbeLine['order']>[0]) =>
      (await line.order(what, 60_000)).map((one) => one?.isDone).sort();
    expect(await outcomes({ clock: 60 })).toEqual([false, true]);
    expect(await outcomes({ store: 'fails' })).toEqual([true]);
  });

  it('that nobody carries out is told to be so', async () => {
    const { line, call, heard } = await openLine();
    const app = await call();
    app.write(store);
    await heard(app, 1);
    expect(await line.order({ clock: 60 }, 1)).toEqual([undefined]);
    const order = line.order({ ids: 10 }, 60_000);
    app.end();
    expect(await order).toEqual([undefined]);
  });
});

it('what comes after the end is heard by nobody', async () => {
  const { line, call, listen, told } = await openLine();
  listen();
  const socket = await call();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  line.close();
  socket.write('{"type":"unseen"}\n');
  await closed;
  expect(told).toEqual([]);
});

describe('a process keeps sessions', () => {
  it.each([
    ['by a store', [{ type: 'store', name: 'MemoryStore', inMemory: true }], true],
    [
      'by a package for them',
      [{ type: 'listening', address: '::1', port: 3_999, packages: true }],
      true,
    ],
    ['by nothing that is seen', [], false],
  ])('%s', async (_, messages, keepsSessions) => {
    const { line, call, heard } = await openLine();
    const socket = await call();
    for (const message of messages) socket.write(`\n${JSON.stringify(message)}\n`);
    await heard(socket);
    expect(line.servers.at(-1)).toMatchObject({ port: 4_000, keepsSessions });
  });
});
