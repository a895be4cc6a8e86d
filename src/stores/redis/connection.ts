import { Failure } from '../../failure.ts';
import { Line } from './line.ts';
import { RefusedReply, type Reply, toBinary } from './protocol.ts';
import { redisFailure } from './refusal.ts';
import type { RedisAddress } from './url.ts';

/**
 * A connection to one Redis server that can read much with little memory: replies are passed on as they arrive, and
 * Redis waits until they are taken. Why it is our own: docs/architecture.md.
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
   * Connects, signs in, and tells the server that our reading does not count as use.
   *
   * @param setting the option that error messages name if the address or the password is wrong
   * @throws Failure `store-unreadable`, or the signal's reason
   */
  static async open(
    address: RedisAddress,
    setting: string,
    signal?: AbortSignal,
  ): Promise<RedisConnection> {
    signal?.throwIfAborted();
    const line = await Line.open(address, setting, signal);
    try {
      return new RedisConnection(line, address, await greet(line, address, setting));
    } catch (error) {
      line.end();
      throw error;
    }
  }

  /** Sends one command. An error of Redis is a reply too: see `refusal`. */
  async ask(...command: string[]): Promise<Reply> {
    const [reply = null] = await this.askAll([command]);
    return reply;
  }

  /** Sends commands together; returns all replies. */
  askAll(commands: string[][]): Promise<Reply[]> {
    return allOf(this.send(commands));
  }

  /** Sends commands at once; yields their replies in order, in batches as they arrive. */
  send(commands: string[][]): AsyncIterable<Reply[]> {
    return this.#line.send(commands);
  }

  close(): void {
    this.#line.end();
  }
}

async function allOf(batches: AsyncIterable<Reply[]>): Promise<Reply[]> {
  const replies: Reply[] = [];
  for await (const batch of batches) replies.push(...batch);
  return replies;
}

/** Signs in, and returns whether the server is a node of a cluster. */
async function greet(line: Line, address: RedisAddress, setting: string): Promise<boolean> {
  const { user = 'default', password, database } = address;
  const sent = [
    ['HELLO', '2', ...(password === undefined ? [] : ['AUTH', toBinary(user), toBinary(password)])],
    ...(database === 0 ? [] : [['SELECT', String(database)]]),
    // Only since Redis 7.2. Without it, reading a key marks it as recently used.
    ['CLIENT', 'NO-TOUCH', 'ON'],
  ];
  const [hello = null, selected] = await allOf(line.send(sent));
  if (hello instanceof RefusedReply) {
    if (hello.message.startsWith('ERR unknown command')) return greetOld(line, address, setting);
    throw redisFailure(hello, address, setting);
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
  const replies = await allOf(line.send(sent));
  const refused = replies.find((reply) => reply instanceof RefusedReply);
  if (refused instanceof RefusedReply) throw redisFailure(refused, address, setting);
  return String(replies.at(-1)).includes('cluster_enabled:1');
}
