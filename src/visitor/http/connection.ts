import { connect, type Socket } from 'node:net';
import type { Header } from '../../events/run.ts';
import { bareHost } from '../../network.ts';
import type { AnswerHead } from './answer-head.ts';
import { type AnswerListener, AnswerReader } from './answer-reader.ts';
import { type Body, BodyParts, LateError } from './body.ts';
import type { Request, Response } from './http.ts';

/** Called when a connection changes its state. */
interface Owner {
  /** It can be used for another request. */
  onIdle(): void;
  onClose(): void;
}

/** A promise, with the functions that settle it. */
interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** A response that has not ended yet. */
interface Pending {
  head: Deferred<Response>;
  body: Deferred<Body>;
  parts: BodyParts;
  /** Whether the headers have arrived. */
  began: boolean;
  /** Whether the whole request was written. */
  sent: boolean;
}

/** A connection to a site over plain HTTP, for one request after another. */
export class Connection implements AnswerListener {
  /** When it was last used, on the clock of `performance`. */
  usedAt = 0;
  readonly #socket: Socket;
  readonly #reader = new AnswerReader(this);
  readonly #owner: Owner;
  readonly #clock: NodeJS.Timeout;
  #pending: Pending | undefined;
  #error: Error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

  /** @param timeout how long a response may take, from the request to its end, in milliseconds */
  constructor({ url, from }: Pick<Request, 'url' | 'from'>, timeout: number, owner: Owner) {
    this.#owner = owner;
    this.#socket = connect({
      host: bareHost(url.hostname),
      port: Number(url.port || 80),
      noDelay: true,
      ...(from !== undefined && { localAddress: from, family: 4 }),
    })
      .on('data', (chunk) => this.#read(chunk))
      .on('end', () => this.#reader.finish())
      .on('error', (error) => this.#end(error))
      .on('close', () => this.#closed());
    this.#clock = setTimeout(() => this.#late(timeout), timeout).unref();
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  /** Sends a request; resolves at the response's headers. */
  send({ method, url, headers, body = '', rest }: Request): Promise<Response> {
    const pending: Pending = {
      head: deferred(),
      body: deferred(),
      parts: new BodyParts(),
      began: false,
      sent: !rest,
    };
    this.#pending = pending;
    this.#reader.begin();
    this.#clock.refresh();
    // One character for each byte.
    const bytes = Buffer.from(body).toString('latin1');
    const half = rest ? Math.ceil(bytes.length / 2) : bytes.length;
    this.#socket.write(headOf(method, url, headers) + bytes.slice(0, half), 'latin1');
    rest?.finally(() => {
      pending.sent = true;
      // Before this, the site could not answer.
      this.#clock.refresh();
      this.#socket.write(bytes.slice(half), 'latin1');
    });
    return pending.head.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  onHead({ status, headers }: AnswerHead): void {
    const pending = this.#pending;
    if (!pending) return;
    pending.began = true;
    pending.head.resolve({ status, headers, body: pending.body.promise });
  }

  onPiece(piece: Buffer): void {
    this.#pending?.parts.add(piece);
  }

  onEnd(reusable: boolean): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.usedAt = performance.now();
    pending?.body.resolve(pending.parts.end());
    if (reusable && pending?.sent) this.#owner.onIdle();
    else this.close();
  }

  #read(chunk: Buffer): void {
    try {
      this.#reader.read(chunk);
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** An idle connection cannot be late. */
  #late(timeout: number): void {
    if (this.#pending) this.#end(new LateError(this.#pending.began, timeout));
  }

  #end(error: Error): void {
    this.#error = error;
    this.close();
  }

  #closed(): void {
    clearTimeout(this.#clock);
    this.#pending?.head.reject(this.#error);
    this.#pending?.body.resolve(this.#pending.parts.end(this.#error));
    this.#owner.onClose();
  }
}

function headOf(method: string, { pathname, search }: URL, headers: Header[]): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines}Connection: keep-alive\r\n\r\n`;
}

function deferred<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => {};
  let reject: Deferred<T>['reject'] = () => {};
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}
