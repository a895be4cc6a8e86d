import { connect as connectPlain, isIP, type Socket } from 'node:net';
import type { Failure } from '../../failure.ts';
import { duration } from '../../quantities.ts';
import { LARGEST_TEXT } from '../../sessions/contents.ts';
import { encode, type Reply, ReplyParser } from './protocol.ts';
import { reasonOf, unreachable } from './refusal.ts';
import { hostOf, type RedisAddress } from './url.ts';

/** A Redis that does not answer for so long is frozen or unreachable. */
const PATIENCE_MS = 5_000;
/**
 * How many bytes of a reply must arrive in that time: otherwise a server with a byte per second could go on for ever.
 */
const LEAST_MEANWHILE = 64 * 1024;
/** How many bytes may wait to be parsed; the rest waits in Redis. */
const MOST_WAITING = 4 * 1024 * 1024;

/** Commands whose replies have not all arrived. */
interface Request {
  /** How many replies are missing. */
  missing: number;
  arrived: Reply[];
  bytes: number;
  /** Called when a reply has arrived, or none will. */
  wake: () => void;
}

/** A socket, with the requests that wait for replies on it. */
export class Line {
  readonly place: string;
  readonly #setting: string;
  readonly #socket: Socket;
  readonly #signal: AbortSignal | undefined;
  readonly #parser = new ReplyParser(LARGEST_TEXT, (reply, bytes) => this.#take(reply, bytes));
  #requests: Request[] = [];
  #waiting = 0;
  #broken: unknown;

  /** Since when it has been waiting for more bytes, and how many have come. */
  #since = 0;
  #meanwhile = 0;

  private constructor(
    address: RedisAddress,
    setting: string,
    socket: Socket,
    signal?: AbortSignal,
  ) {
    this.place = hostOf(address);
    this.#setting = setting;
    this.#socket = socket;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort);
    socket.setNoDelay(true);
    socket.setTimeout(PATIENCE_MS);
    socket.on('data', (chunk) => this.#parse(chunk));
    socket.on('error', (error) => this.#break(this.#unreachable(reasonOf(error))));
    socket.on('close', () => this.#break(this.#unreachable('it closed the connection')));
    socket.on('timeout', () => {
      if (socket.isPaused() || this.#requests.length === 0) return;
      this.#break(this.#unreachable(`no answer within ${duration(PATIENCE_MS)}`));
    });
  }

  /** Begins to connect; the first reply shows whether that works. */
  static async open(address: RedisAddress, setting: string, signal?: AbortSignal): Promise<Line> {
    const socket = await connect(address);
    if (!signal?.aborted) return new Line(address, setting, socket, signal);
    socket.on('error', () => {}).destroy();
    throw signal.reason;
  }

  readonly #onAbort = () => this.#break(this.#signal?.reason);

  send(commands: string[][]): AsyncIterable<Reply[]> {
    const request: Request = { missing: commands.length, arrived: [], bytes: 0, wake: () => {} };
    if (commands.length > 0) {
      if (this.#requests.length === 0) this.#waitAnew();
      this.#requests.push(request);
      this.#socket.write(encode(commands), 'latin1');
    }
    return this.#repliesTo(request);
  }

  end(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#socket.destroy();
  }

  async *#repliesTo(request: Request): AsyncGenerator<Reply[]> {
    while (request.missing > 0 || request.arrived.length > 0) {
      while (request.arrived.length === 0) {
        if (this.#broken !== undefined) throw this.#broken;
        if (this.#socket.isPaused()) {
          this.#waitAnew();
          this.#socket.resume();
        }
        await new Promise<void>((wake) => {
          request.wake = wake;
        });
      }
      const { arrived } = request;
      this.#waiting -= request.bytes;
      request.arrived = [];
      request.bytes = 0;
      yield arrived;
    }
  }

  #parse(chunk: Buffer): void {
    try {
      this.#meanwhile += chunk.length;
      this.#parser.push(chunk);
      this.#checkPace();
    } catch (error) {
      this.#break(this.#unreachable(error instanceof Error ? error.message : String(error)));
    }
  }

  #take(reply: Reply, size: number): void {
    const request = this.#requests[0];
    if (!request) return;
    this.#waitAnew();
    request.arrived.push(reply);
    request.bytes += size;
    this.#waiting += size;
    request.missing -= 1;
    if (request.missing === 0) this.#requests.shift();
    if (this.#waiting > MOST_WAITING) this.#socket.pause();
    request.wake();
  }

  #waitAnew(): void {
    this.#since = performance.now();
    this.#meanwhile = 0;
  }

  #checkPace(): void {
    if (this.#requests.length === 0 || performance.now() - this.#since < PATIENCE_MS) return;
    if (this.#meanwhile >= LEAST_MEANWHILE) this.#waitAnew();
    else this.#break(this.#unreachable(`no whole answer within ${duration(PATIENCE_MS)}`));
  }

  #break(reason: unknown): void {
    this.#broken ??= reason;
    this.end();
    for (const request of this.#requests) request.wake();
  }

  #unreachable(reason: string): Failure {
    return unreachable(this.place, reason, this.#setting);
  }
}

async function connect({ host, port, tls }: RedisAddress): Promise<Socket> {
  if (!tls) return connectPlain({ host, port });
  const { connect: connectSecurely } = await import('node:tls');
  return connectSecurely({ host, port, ...(!isIP(host) && { servername: host }) });
}
