import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { errorCode, Failure } from '../../failure.ts';
import { isPlainObject } from '../../plain-object.ts';
import { ASSETS } from './assets.ts';
import { isOfAnotherUser } from './caller.ts';
import { HEADERS, isOwnHost, isOwnPage, keyOf } from './guard.ts';
import { Keys } from './keys.ts';
import type { Live } from './live.ts';
import { lineOf, streamTo } from './stream.ts';

const LOOPBACK = '127.0.0.1';
const MOST_CONNECTIONS = 200;
const MOST_STREAMS = 50;
const LONGEST_BODY = 64 * 1024;
const LAST_WORDS_MS = 200;

const USED =
  'This link was used already, and each is good for one time. Open the newest one that the terminal shows in which session-app dev runs.';
const ANOTHER =
  'Another user of this machine runs session-app dev. The page is for that user alone.';
const UNKNOWN =
  'This page is not known here. Open the newest link that the terminal shows in which session-app dev runs.';

/** What a request with a key can ask for, by method and path. The result is sent as JSON. */
export type Answers = Readonly<Record<string, (asked: Record<string, unknown>) => unknown>>;

/** The page’s server. */
export interface UiServer {
  /** The address for the next tab. Its token is after the `#`, so that no server and no log sees it. */
  readonly address: string;
  close(): void;
}

/**
 * Serves the page, only on this machine.
 *
 * @param port 0 for a free one
 * @param onEnter called when a link was used, so that there is a new address
 * @throws Failure `usage` if another program has the port
 */
export async function openUiServer(
  live: Live,
  answers: Answers,
  port: number,
  onEnter: () => void,
): Promise<UiServer> {
  const keys = new Keys();
  const streams = new Map<ServerResponse, () => void>();
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    response.on('error', () => {});
    answer(request, response).catch((error: unknown) => {
      const isOurs = error instanceof Failure;
      refuse(response, isOurs ? 422 : 500, isOurs ? error.message : 'Something went wrong here.');
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    throw notListening(port, error);
  }
  server.on('error', () => {});
  const bound = portOf(server.address());

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    if (!isOwnHost(headers, bound)) {
      return refuse(response, 421, `Open this page as http://${LOOPBACK}:${bound}.`);
    }
    const asset = ASSETS.get(url);
    if (asset && (method === 'GET' || method === 'HEAD')) {
      response.writeHead(200, { 'Content-Type': asset.type }).end(asset.text);
      return;
    }
    if (method !== 'POST') return refuse(response, 404, 'There is no such page.');
    if (!isOwnPage(headers)) return refuse(response, 403, 'This comes from another site.');
    const asked = await bodyOf(request);
    if (!asked) return refuse(response, 400, 'This is no JSON that the page would send.');
    if (url === '/enter') {
      if (isOfAnotherUser(request.socket)) return refuse(response, 403, ANOTHER);
      const key = keys.enter(String(asked.token));
      if (key === undefined) return refuse(response, 403, USED);
      onEnter();
      return send(response, 200, { key });
    }
    if (!keys.knows(keyOf(headers))) return refuse(response, 401, UNKNOWN);
    if (url === '/events') {
      if (streams.size >= MOST_STREAMS) return refuse(response, 503, 'Too many pages. Close some.');
      streams.set(
        response,
        streamTo(response, live, () => void streams.delete(response)),
      );
      return;
    }
    const own = Object.hasOwn(answers, url) ? answers[url] : undefined;
    if (!own) return refuse(response, 404, 'There is nothing of that kind.');
    send(response, 200, await own(asked));
  }

  return {
    get address() {
      return `http://${LOOPBACK}:${bound}/#${keys.token}`;
    },
    close() {
      server.close();
      for (const end of streams.values()) end();
      // A client that does not close its connection must not delay our end.
      setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS).unref();
      server.closeIdleConnections();
    },
  };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(lineOf(value));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  send(response, status, { message });
}

/** The body of a request, if it is a JSON object and not too long. A form of another site cannot send JSON. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const { 'content-type': type = '', 'content-length': length } = request.headers;
  if (!/^application\/json\b/i.test(type)) return undefined;
  if (length === undefined || Number(length) > LONGEST_BODY) return undefined;
  try {
    const value: unknown = JSON.parse(await text(request));
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

function notListening(port: number, error: unknown): Failure {
  const why =
    errorCode(error) === 'EADDRINUSE'
      ? 'somebody else has it'
      : `the system refused (${errorCode(error)})`;
  return new Failure(
    'usage',
    `The page cannot have port ${port}: ${why}. Name another with --ui-port, or leave it out for a free one.`,
  );
}
