import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Reply, ReplyParser } from '../../src/stores/redis/protocol.ts';
import { portOf } from './port.ts';

/** A server that speaks as Redis does, and says what a test wants it to. */
export interface LyingRedis {
  url: string;
  port: number;
  /** The commands that it was sent, each in one text. */
  heard: string[];
  /** Waits until it is sent a command of a name. */
  hears(name: string): Promise<void>;
}

/** What is said to a command, in bytes; it may say it itself. Undefined where nothing is said. */
export type Says = string | ((command: string, socket: Socket) => string | undefined);

export const OK = '+OK\r\n';
export const text = (value: string) => `$${value.length}\r\n${value}\r\n`;
export const list = (...items: string[]) => `*${items.length}\r\n${items.join('')}`;
export const page = (cursor: string | number, ...keys: string[]) =>
  list(text(String(cursor)), list(...keys.map(text)));
export const MODE = {
  standalone: list(text('mode'), text('standalone')),
  cluster: list(text('mode'), text('cluster')),
};

/** A Redis with one session, that of alice. */
const HONEST: Readonly<Record<string, Says>> = {
  HELLO: MODE.standalone,
  CLIENT: OK,
  SCAN: page(0, 'sess:alice'),
  GET: text('{"cookie":{},"user":"alice"}'),
  PEXPIRETIME: ':-1\r\n',
  TYPE: '+string\r\n',
  WATCH: OK,
  MULTI: OK,
  DEL: '+QUEUED\r\n',
  EXEC: list(':1\r\n'),
};

/** Opens a server that goes when the running test ends. @param lies what it says to commands, by their names */
export async function openLyingRedis(lies: Readonly<Record<string, Says>>): Promise<LyingRedis> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const says: Readonly<Record<string, Says>> = { ...HONEST, ...lies };
  let onHeard = () => {};
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const commands = new ReplyParser(1_000_000, (reply) => {
      const [name = '', ...others] = wordsOf(reply);
      const command = [name, ...others].join(' ');
      heard.push(command);
      onHeard();
      const said = says[name] ?? '-ERR unknown command\r\n';
      const answer = typeof said === 'string' ? said : said(command, socket);
      if (answer !== undefined) socket.write(answer, 'latin1');
    });
    socket.on('data', (chunk) => commands.push(chunk));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  const port = portOf(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    heard,
    hears: (name) =>
      new Promise((resolve) => {
        onHeard = () => heard.some((command) => command.startsWith(name)) && resolve();
        onHeard();
      }),
  };
}

/** Commands are sent as lists of texts, which replies can be too. */
function wordsOf(command: Reply): string[] {
  return Array.isArray(command) ? command.filter((word) => typeof word === 'string') : [];
}
