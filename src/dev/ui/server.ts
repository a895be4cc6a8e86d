import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { errorCode, Failure } from '../../failure.ts';
import { isPlainObject } from '../../objects.ts';
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

/** A request with the method POST that comes from the page itself. */
interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  url: string;
  body: Record<string, unknown>;
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
  const server = createServer();
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    throw notListening(port, error);
  }
  return new PageServer(server, live, answers, onEnter);
}

class PageServer implements UiServer {
  readonly #server: Server;
  readonly #port: number;
  readonly #live: Live;
  readonly #answers: Answers;
  readonly #onEnter: () => void;
  readonly #keys = new Keys();
  readonly #streams = new Map<ServerResponse, () => void>();
  /** In the order in which they came. */
  readonly #sockets = new Set<Socket>();

  /** @param server it listens already */
  constructor(server: Server, live: Live, answers: Answers, onEnter: () => void) {
    this.#server = server;
    this.#port = portOf(server.address());
    this.#live = live;
    this.#answers = answers;
    this.#onEnter = onEnter;
    server.on('error', () => {});
    server.on('connection', (socket) => this.#welcome(socket));
    server.on('request', (request, response) => this.#serve(request, response));
  }

  get address(): string {
    return `http://${LOOPBACK}:${this.#port}/#${this.#keys.token}`;
  }

  close(): void {
    this.#server.close();
    for (const end of this.#streams.values()) end();
    // A client that does not close its connection must not delay our end.
    setTimeout(() => this.#server.closeAllConnections(), LAST_WORDS_MS).unref();
    this.#server.closeIdleConnections();
  }

  /** If there are too many connections, the oldest one without a page is closed, so that nobody can take them all. */
  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    if (this.#sockets.size <= MOST_CONNECTIONS) return;
    const kept = new Set([...this.#streams.keys()].map((response) => response.socket));
    const oldest = [...this.#sockets].find((one) => !kept.has(one));
    if (oldest) this.#sockets.delete(oldest);
    oldest?.destroy();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    response.on('error', () => {});
    this.#answer(request, response).catch((error: unknown) => {
      const isOurs = error instanceof Failure;
      refuse(response, isOurs ? 422 : 500, isOurs ? error.message : 'Something went wrong here.');
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    if (!isOwnHost(headers, this.#port)) {
      return refuse(response, 421, `Open this page as http://${LOOPBACK}:${this.#port}.`);
    }
    const asset = ASSETS.get(url);
    if (asset && (method === 'GET' || method === 'HEAD')) {
      response.writeHead(200, { 'Content-Type': asset.type }).end(asset.text);
      return;
    }
    if (method !== 'POST') return refuse(response, 404, 'There is no such page.');
    if (!isOwnPage(headers)) return refuse(response, 403, 'This comes from another site.');
    const body = await bodyOf(request);
    if (!body) return refuse(response, 400, 'This is no JSON that the page would send.');
    const asked = { request, response, url, body };
    return url === '/enter' ? this.#enter(asked) : this.#answerKnown(asked);
  }

  /** Trades the token of a link for a key, once. */
  #enter({ request, response, body }: Asked): void {
    const isOfAnother = isOfAnotherUser(request.socket);
    const key = isOfAnother ? undefined : this.#keys.enter(String(body.token));
    if (key === undefined) {
      refuse(response, 403, isOfAnother ? ANOTHER : USED);
    } else {
      this.#onEnter();
      send(response, 200, { key });
    }
  }

  async #answerKnown({ request, response, url, body }: Asked): Promise<void> {
    if (!this.#keys.knows(keyOf(request.headers))) return refuse(response, 401, UNKNOWN);
    if (url === '/events') return this.#stream(response);
    const answer = Object.hasOwn(this.#answers, url) ? this.#answers[url] : undefined;
    if (!answer) return refuse(response, 404, 'There is nothing of that kind.');
    send(response, 200, await answer(body));
  }

  #stream(response: ServerResponse): void {
    if (this.#streams.size >= MOST_STREAMS) {
      refuse(response, 503, 'Too many pages. Close some.');
    } else {
      const end = streamTo(response, this.#live, () => void this.#streams.delete(response));
      this.#streams.set(response, end);
    }
  }
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
