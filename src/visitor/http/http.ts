import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Header } from '../../events/run.ts';
import { errorCode } from '../../failure.ts';
import { isLoopback } from '../../network.ts';
import type { SiteGuard } from '../on-site.ts';
import { unreadable } from './answer-head.ts';
import { type Body, BodyParts, LateError, MOST_FRAMING, tooMuchFraming } from './body.ts';

/** A request, ready to be sent. */
export interface Request {
  method: string;
  url: URL;
  headers: Header[];
  body?: string;
  /** If set, the second half of the body waits for it, like a visitor with a slow connection. */
  rest?: Promise<unknown>;
  /** The address on this machine from which to connect; undefined for the default. */
  from?: string | undefined;
}

/** A response whose headers have arrived. */
export interface Response {
  status: number;
  headers: Header[];
  /** Resolves when the response has ended, or breaks off. It never rejects. */
  body: Promise<Body>;
}

/** Sends requests to a site, without following redirects or keeping cookies. */
export interface Sender {
  /** Resolves at the response's headers; rejects if none come, or if the request would leave the site. */
  send(request: Request, signal: AbortSignal): Promise<Response>;
  close(): void;
}

/** A client that follows no redirects and keeps no cookies. */
export class Client implements Sender {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #timeout: number;
  readonly #guard: SiteGuard;

  /**
   * @param timeout how long a response may take, from the request to its end, in milliseconds
   * @param guard throws if a request would leave the site
   */
  constructor(timeout: number, guard: SiteGuard) {
    this.#timeout = timeout;
    this.#guard = guard;
  }

  /**
   * Sends a request; resolves at the response's headers. If the server closes a kept-alive connection at this moment, a
   * GET is sent again, as browsers do (RFC 9112, section 9.3.1).
   */
  async send(request: Request, signal: AbortSignal): Promise<Response> {
    this.#guard(request.url);
    const sent = await this.#open(request, signal);
    try {
      return await respond(sent, request, this.#timeout);
    } catch (error) {
      const stale = sent.reusedSocket && errorCode(error) === 'ECONNRESET';
      if (!stale || request.method !== 'GET') throw error;
      return respond(await this.#open(request, signal), request, this.#timeout);
    }
  }

  async #open(
    { method, url, headers, from }: Request,
    signal: AbortSignal,
  ): Promise<ClientRequest> {
    const options = {
      method,
      headers: headers.flat(),
      signal,
      maxHeaderSize: MOST_FRAMING,
      ...(from !== undefined && { localAddress: from, family: 4 }),
    };
    // On this machine, certificates are self-signed.
    const rejectUnauthorized = !isLoopback(url.hostname);
    return url.protocol === 'https:'
      ? (await import('node:https')).request(url, { ...options, rejectUnauthorized })
      : httpRequest(url, { ...options, agent: this.#agent });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function respond(
  request: ClientRequest,
  { body, rest }: Request,
  timeout: number,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    let giveUp = () => void request.destroy(new LateError(false, timeout));
    const clock = setTimeout(() => giveUp(), timeout).unref();
    request.on('close', () => clearTimeout(clock));
    request.on('error', reject);
    // By default, Node ignores all headers after the first 2000.
    request.maxHeadersCount = 0;
    let hinted = 0;
    request.on('information', ({ rawHeaders }) => {
      hinted += 'HTTP/1.1 103\r\n\r\n'.length + rawHeaders.join('').length;
      if (hinted > MOST_FRAMING) request.destroy(tooMuchFraming());
    });
    // In this case Node ends the connection without an event.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      request.destroy();
      reject(unreadable('it changes to a protocol that nobody asked for'));
    });
    request.on('response', (response) => {
      giveUp = () => void response.destroy(new LateError(true, timeout));
      resolve(responseOf(response));
    });
    sendBody(request, body, rest);
    // Before this, the site could not answer.
    rest?.finally(() => clock.refresh());
  });
}

function sendBody(request: ClientRequest, body = '', rest?: Promise<unknown>): void {
  if (!rest) {
    request.end(body);
    return;
  }
  const bytes = Buffer.from(body);
  const half = Math.ceil(bytes.length / 2);
  request.write(bytes.subarray(0, half));
  rest.finally(() => request.end(bytes.subarray(half)));
}

function responseOf(response: IncomingMessage): Response {
  const { rawHeaders } = response;
  const headers: Header[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return { status: response.statusCode ?? 0, headers, body: bodyOf(response) };
}

function bodyOf(response: IncomingMessage): Promise<Body> {
  const parts = new BodyParts();
  return new Promise((resolve) => {
    response.on('data', (chunk: Buffer) => parts.add(chunk));
    const coding = response.headers['content-encoding'];
    response.on('end', () => resolve(parts.end(undefined, coding)));
    response.on('error', (error) => resolve(parts.end(error)));
  });
}

/** The values of a header; its name may be in upper or lower case. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}
