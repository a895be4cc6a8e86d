import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { errorCode } from '../failure.ts';
import type { Header } from './events.ts';

/** A request, ready to be sent. */
export interface Outgoing {
  method: string;
  url: URL;
  headers: Header[];
  body?: string;
  /** Where given, half of the body waits for it: a visitor on a slow line. */
  rest?: Promise<unknown>;
}

/** A response whose headers are there. */
export interface Incoming {
  status: number;
  headers: Header[];
  /** Resolves when the response has ended; rejects if it is cut off. */
  body: Promise<{ text: string; size: number }>;
}

/** Sends requests: follows nothing, and keeps no cookies. */
export interface Sender {
  /** Resolves at the response's headers; rejects where none come. */
  send(outgoing: Outgoing, signal: AbortSignal): Promise<Incoming>;
  close(): void;
}

/** A client that follows nothing, keeps no cookies, and tells what came. */
export class Client implements Sender {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #timeout: number;

  /** @param timeout how long the other side may be silent, in milliseconds */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /**
   * Sends a request; resolves at the response's headers. A GET on a kept-alive connection that the other side closes
   * at this moment is sent once more, as browsers do (RFC 9112, section 9.3.1).
   */
  async send(outgoing: Outgoing, signal: AbortSignal): Promise<Incoming> {
    const request = await this.#open(outgoing, signal);
    try {
      return await respond(request, outgoing);
    } catch (error) {
      const stale = request.reusedSocket && errorCode(error) === 'ECONNRESET';
      if (!stale || outgoing.method !== 'GET') throw error;
      return respond(await this.#open(outgoing, signal), outgoing);
    }
  }

  async #open({ method, url, headers }: Outgoing, signal: AbortSignal): Promise<ClientRequest> {
    const options = { method, headers: headers.flat(), timeout: this.#timeout, signal };
    const request =
      url.protocol === 'https:'
        ? (await import('node:https')).request(url, options)
        : httpRequest(url, { ...options, agent: this.#agent });
    request.on('timeout', () =>
      request.destroy(new Error(`no answer in ${this.#timeout / 1000} s`)),
    );
    return request;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function respond(request: ClientRequest, { body, rest }: Outgoing): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    request.on('response', (response) => resolve(incoming(response)));
    request.on('error', reject);
    sendBody(request, body, rest);
  });
}

function sendBody(request: ClientRequest, body = '', rest?: Promise<unknown>): void {
  if (!rest) {
    request.end(body);
    return;
  }
  const half = Math.ceil(body.length / 2);
  request.write(body.slice(0, half));
  rest.finally(() => request.end(body.slice(half)));
}

function incoming(response: IncomingMessage): Incoming {
  const { rawHeaders } = response;
  const headers: Header[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return { status: response.statusCode ?? 0, headers, body: bodyOf(response) };
}

function bodyOf(response: IncomingMessage): Promise<{ text: string; size: number }> {
  const chunks: Buffer[] = [];
  const body = new Promise<{ text: string; size: number }>((resolve, reject) => {
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      const whole = Buffer.concat(chunks);
      resolve({ text: whole.toString('utf8'), size: whole.length });
    });
    response.on('error', reject);
  });
  // Whoever looks at the headers alone need not know.
  body.catch(() => {});
  return body;
}

/** The values of one header, whatever the case of its name. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}
