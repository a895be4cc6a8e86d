import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
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

/** A client that follows nothing, keeps no cookies, and tells what came. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #timeout: number;

  /** @param timeout how long the other side may be silent, in milliseconds */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Sends a request; resolves at the response's headers. */
  async send(outgoing: Outgoing, signal: AbortSignal): Promise<Incoming> {
    const { method, url, headers, body, rest } = outgoing;
    const options = {
      method,
      headers: headers.flat(),
      agent: url.protocol === 'https:' ? undefined : this.#agent,
      timeout: this.#timeout,
      signal,
    };
    const request =
      url.protocol === 'https:'
        ? (await import('node:https')).request(url, options)
        : httpRequest(url, options);
    request.on('timeout', () =>
      request.destroy(new Error(`no answer in ${this.#timeout / 1000} s`)),
    );
    return new Promise((resolve, reject) => {
      request.on('response', (response) => resolve(incoming(response)));
      request.on('error', reject);
      sendBody(request, body, rest);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
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
