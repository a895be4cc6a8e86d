import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { errorCode, Failure } from '../../failure.ts';
import { duration } from '../../quantities.ts';
import { LARGEST_TEXT } from '../../sessions/contents.ts';
import { encode, RefusedReply, type Reply, ReplyParser, toBinary } from './protocol.ts';
import { hostOf, type RedisAddress } from './url.ts';

/** A Redis that does not answer for so long is frozen, or out of reach. */
const PATIENCE_MS = 5_000;
/** So many bytes may wait to be looked at; the rest waits in Redis. */
const MOST_WAITING = 4 * 1024 * 1024;

/** Commands under way. */
interface Request {
  /** How many replies are still to come. */
  missing: number;
  arrived: Reply[];
  bytes: number;
  /** Tells whoever waits that a reply has arrived, or that none will. */
  wake: () => void;
}

/**
 * A connection to one Redis server, for reading much in little memory: replies are handed on as they arrive, and
 * Redis waits while nobody takes them.
 */
export class RedisConnection {
  readonly address: RedisAddress;
  /** Whether the server is a node of a cluster. */
  readonly isCluster: boolean;
  readonly #line: Line;

  private constructor(line: Line, address: RedisAddress, isCluster: boolean) {
    this.#line = line;
    this.address = address;
    this.isCluster = isCluster;
  }

  /** `host:port` */
  get place(): string {
    return this.#line.place;
  }

  /**
   * Connects, signs in, and asks the server not to count what we read as use.
   *
   * @param setting what messages name as the place where the address, or the password, is wrong
   * @throws Failure `store-unreadable`, or the signal's reason
   */
  static async open(
    address: RedisAddress,
    setting: string,
    signal?: AbortSignal,
  ): Promise<RedisConnection> {
    signal?.throwIfAborted();
    const line = new Line(address, setting, await connect(address), signal);
    try {
      return new RedisConnection(line, address, await greet(line, address, setting));
    } catch (error) {
      line.end();
      throw error;
    }
  }

  /** Sends one command. A refusal is an answer too: see `refusal`. */
  ask(...command: string[]): Promise<Reply> {
    return this.askAll([command]);
  }

  /** Sends commands in one piece; answers the reply to the last one. */
  async askAll(commands: string[][]): Promise<Reply> {
    let last: Reply = null;
    for await (const replies of this.send(commands)) last = replies.at(-1) ?? null;
    return last;
  }

  /** Sends commands at once; answers their replies in order, in batches as they arrive. */
  send(commands: string[][]): AsyncIterable<Reply[]> {
    return this.#line.send(commands);
  }

  close(): void {
    this.#line.end();
  }
}

/** A socket, with the requests that wait for replies on it. */
class Line {
  readonly place: string;
  readonly #setting: string;
  readonly #socket: Socket;
  readonly #signal: AbortSignal | undefined;
  readonly #parser = new ReplyParser(LARGEST_TEXT, (reply) => this.#take(reply));
  #requests: Request[] = [];
  #waiting = 0;
  #broken: unknown;

  constructor(address: RedisAddress, setting: string, socket: Socket, signal?: AbortSignal) {
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

  readonly #onAbort = () => this.#break(this.#signal?.reason);

  send(commands: string[][]): AsyncIterable<Reply[]> {
    const request: Request = { missing: commands.length, arrived: [], bytes: 0, wake: () => {} };
    if (commands.length > 0) {
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
        this.#socket.resume();
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
      this.#parser.push(chunk);
    } catch (error) {
      this.#break(this.#unreachable(error instanceof Error ? error.message : String(error)));
    }
  }

  #take(reply: Reply): void {
    const request = this.#requests[0];
    if (!request) return;
    const size = typeof reply === 'string' ? reply.length : 0;
    request.arrived.push(reply);
    request.bytes += size;
    this.#waiting += size;
    request.missing -= 1;
    if (request.missing === 0) this.#requests.shift();
    if (this.#waiting > MOST_WAITING) this.#socket.pause();
    request.wake();
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

/** Answers whether the server is a node of a cluster. */
async function greet(line: Line, address: RedisAddress, setting: string): Promise<boolean> {
  const { user = 'default', password, database } = address;
  const sent = [
    ['HELLO', '2', ...(password === undefined ? [] : ['AUTH', toBinary(user), toBinary(password)])],
    ...(database === 0 ? [] : [['SELECT', String(database)]]),
    // Known from Redis 7.2 on. Without it, reading a key makes it a recently used one.
    ['CLIENT', 'NO-TOUCH', 'ON'],
  ];
  const replies: Reply[] = [];
  for await (const batch of line.send(sent)) replies.push(...batch);
  const [hello, selected] = replies;
  if (hello instanceof RefusedReply) {
    if (hello.message.startsWith('ERR unknown command')) return greetOld(line, address, setting);
    throw refusal(hello, line.place, setting);
  }
  if (database !== 0 && selected instanceof RefusedReply) {
    throw new Failure(
      'store-unreadable',
      `Redis at ${line.place} has no database ${database}. Its number is at the end of ${setting}.`,
    );
  }
  return Array.isArray(hello) && hello[hello.indexOf('mode') + 1] === 'cluster';
}

/** Before Redis 6, there was no HELLO. */
async function greetOld(line: Line, address: RedisAddress, setting: string): Promise<boolean> {
  const { password, database } = address;
  const sent = [
    ...(password === undefined ? [] : [['AUTH', toBinary(password)]]),
    ['SELECT', String(database)],
    ['INFO', 'cluster'],
  ];
  const replies: Reply[] = [];
  for await (const batch of line.send(sent)) replies.push(...batch);
  const refused = replies.find((reply) => reply instanceof RefusedReply);
  if (refused instanceof RefusedReply) throw refusal(refused, line.place, setting);
  return String(replies.at(-1)).includes('cluster_enabled:1');
}

/** The failure that a refusal means. What Redis says after a comma may be a command with a password in it. */
export function refusal({ code, message }: RefusedReply, place: string, setting: string): Failure {
  const because = message.split(',', 1)[0] ?? code;
  const fix = FIXES[code]?.(setting) ?? '';
  return new Failure('store-unreadable', `Redis at ${place} refused: ${because}.${fix}`);
}

const FIXES: Readonly<Record<string, (setting: string) => string>> = {
  NOAUTH: (setting) => ` It needs a password: redis://:PASSWORD@HOST:PORT in ${setting}.`,
  WRONGPASS: (setting) => ` The user name or the password in ${setting} is wrong.`,
  ERR: (setting) => ` ${setting} says where Redis is, and how to sign in there.`,
  NOPERM: (setting) =>
    ` The user that ${setting} names needs ACL permissions to look into the store: +scan +get +pexpiretime +pttl, and ~ for the keys; to destroy sessions, +watch +unwatch +multi +exec +del too.`,
  READONLY: (setting) => ` It is a replica, which can only be read. Name its master in ${setting}.`,
};

function unreachable(place: string, reason: string, setting: string): Failure {
  return new Failure(
    'store-unreadable',
    `Redis at ${place} cannot be reached (${reason}). Check that it is running, and that ${setting} is right.`,
  );
}

function reasonOf(error: Error): string {
  return errorCode(error) ?? error.message;
}
