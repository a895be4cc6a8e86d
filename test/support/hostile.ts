import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { portOf } from './port.ts';

/** What a hostile host does with a request, once all of it is there. */
export type Answer = (socket: Socket, request: string) => void;

/** A host that answers as nobody should. */
export interface HostileHost {
  url: string;
  /** All requests that came, from their first line to their bodies. */
  requests: string[];
}

/**
 * A server of bytes on loopback, until the running test ends.
 *
 * @param isWhole says when it answers: of HTTP, when all of a request has come
 */
export async function hostileHost(
  answer: Answer,
  isWhole: (request: string) => boolean = isWholeRequest,
): Promise<HostileHost> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket
      .setEncoding('latin1')
      .on('error', () => {})
      .on('close', () => sockets.delete(socket))
      .on('data', (chunk) => {
        text += chunk;
        if (!isWhole(text)) return;
        const request = text;
        text = '';
        requests.push(request);
        answer(socket, request);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${portOf(server)}`, requests };
}

function isWholeRequest(request: string): boolean {
  const [head = '', ...rest] = request.split('\r\n\r\n');
  if (rest.length === 0) return false;
  const [, length = '0'] = /^content-length: (\d+)$/im.exec(head) ?? [];
  return rest.join('\r\n\r\n').length >= Number(length);
}

/** An answer of these bytes. */
export function bytes(answer: string): Answer {
  return (socket) => void socket.write(answer, 'latin1');
}

/** A page, with these headers. */
export function page(html: string, headers: readonly string[] = []): Answer {
  const lines = ['HTTP/1.1 200 OK', `Content-Length: ${Buffer.byteLength(html)}`, ...headers];
  return (socket) => void socket.write(`${lines.join('\r\n')}\r\n\r\n${html}`);
}

/** The same bytes for ever, after some others, as fast as they are taken. */
export function flood(of: string, after = ''): Answer {
  const piece = Buffer.from(of.repeat(Math.ceil(65_536 / of.length)), 'latin1');
  return (socket) => {
    if (after) socket.write(after, 'latin1');
    const pour = () => {
      while (socket.writable && socket.write(piece));
    };
    socket.on('drain', pour);
    pour();
  };
}

/** The same bytes for ever, a few at a time: it is never silent. */
export function drip(of: string, after = ''): Answer {
  return (socket) => {
    if (after) socket.write(after, 'latin1');
    const clock = setInterval(() => socket.write(of, 'latin1'), 20);
    socket.on('close', () => clearInterval(clock));
  };
}

const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

/** Answers that have no end, or no sense, by what they are. */
export const BAD_ANSWERS: Readonly<Record<string, Answer>> = {
  silence: () => {},
  'hints, one after the other': drip('HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n'),
  'a flood of 100 Continue': flood('HTTP/1.1 100 Continue\r\n\r\n'),
  'a flood of 102 Processing': flood('HTTP/1.1 102 Processing\r\n\r\n'),
  'a flood of 103 Early Hints': flood('HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n'),
  'headers, a byte at a time': drip('x', `${HEAD}X-Long: `),
  'headers without an end': flood('X-Header: x\r\n', HEAD),
  'a header without an end': flood('x', `${HEAD}X-Long: `),
  'a first line without an end': flood('x', 'HTTP/1.1 200 '),
  'line breaks without an end': flood('\r\n'),
  'a size of a chunk without an end': flood('0', CHUNKED),
  'an extension of a chunk without an end': flood('x', `${CHUNKED}5;x=`),
  'trailers without an end': flood('X-Trailer: x\r\n', `${CHUNKED}0\r\n`),
  'a chunk whose size is below zero': flood('-5\r\nhello\r\n', CHUNKED),
  'a length below zero': flood('x', `${HEAD}Content-Length: -48\r\n\r\n`),
  'two lengths': bytes(`${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx`),
  'a length and chunks': bytes(
    `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  'a change of protocols': bytes(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  ),
  'another protocol': bytes('SSH-2.0-OpenSSH_9.2\r\n'),
  'a header that is none': bytes(`${HEAD}no header\r\n\r\n`),
  'an end before the beginning': (socket) => void socket.end(),
  'a reset': (socket) => void socket.resetAndDestroy(),
  'half of a head': (socket) => void socket.end(HEAD),
};
