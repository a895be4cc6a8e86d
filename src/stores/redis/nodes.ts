import { Failure } from '../../failure.ts';
import { RedisConnection } from './connection.ts';
import { RefusedReply, type Reply } from './protocol.ts';
import { redisFailure } from './refusal.ts';
import {
  type KeyAddress,
  type Master,
  mastersIn,
  movingIn,
  nodesIn,
  targetIn,
} from './topology.ts';
import { hostOf, type RedisAddress, type RedisPlace, readRedisUrl } from './url.ts';

/** How many times a command follows its key to another node. */
const MOST_MOVES = 5;

/** The Redis, or all nodes of the Redis Cluster, in which a site keeps its sessions. */
export class RedisNodes {
  readonly setting: string;
  readonly #addresses: [RedisAddress, ...RedisAddress[]];
  readonly #signal: AbortSignal | undefined;
  /** The servers that options name, and the nodes that these know: `host:port`. */
  readonly #known: Set<string>;
  readonly #connections = new Map<string, Promise<RedisConnection>>();

  /** @throws Failure `usage` if the address is invalid */
  constructor({ url, setting = 'REDIS_URL' }: RedisPlace, signal?: AbortSignal) {
    this.setting = setting;
    this.#addresses = readRedisUrl(url, setting);
    this.#signal = signal;
    this.#known = new Set(this.#addresses.map(hostOf));
  }

  /** Where it is, without user and password. */
  get place(): string {
    return this.#addresses.map(hostOf).join(', ');
  }

  /**
   * The servers that together have all keys: the one Redis, or a cluster's masters.
   *
   * @throws Failure `store-unreadable` if none can be reached
   */
  async masters(): Promise<Master[]> {
    const guide = await this.#anyConnection();
    if (!guide.isCluster) {
      if (this.#addresses.length === 1) return [{ address: guide.address, slots: [], moving: '' }];
      throw new Failure(
        'store-unreadable',
        `Redis at ${guide.place} is not part of a cluster, but ${this.setting} names several addresses. Name one.`,
      );
    }
    const ranges = await guide.ask('CLUSTER', 'SLOTS');
    if (ranges instanceof RefusedReply) throw redisFailure(ranges, guide.address, this.setting);
    const masters = mastersIn(ranges, guide.address);
    if (!masters) throw this.#impossible(guide);
    this.#learn(ranges, null, guide);
    for (const master of masters) master.moving = await this.#movingAt(master);
    return masters;
  }

  /** Only the node itself knows that. If it cannot be asked, the error comes when it is read. */
  async #movingAt({ address }: Master): Promise<string> {
    try {
      const connection = await this.connection(address);
      const nodes = await connection.ask('CLUSTER', 'NODES');
      this.#learn(null, nodes, connection);
      return movingIn(nodes);
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof Failure) return '';
      throw error;
    }
  }

  /** The connection to a server, made at the first use. */
  connection(address: RedisAddress): Promise<RedisConnection> {
    return this.#connectionAs(hostOf(address), address);
  }

  /** Another connection to the same server: its replies need not wait for those on the first one. */
  aside(address: RedisAddress): Promise<RedisConnection> {
    return this.#connectionAs(`${hostOf(address)} aside`, address);
  }

  #connectionAs(key: string, address: RedisAddress): Promise<RedisConnection> {
    const known = this.#connections.get(key);
    if (known) return known;
    const connection = RedisConnection.open(address, this.setting, this.#signal);
    this.#connections.set(key, connection);
    // The caller gets the error; the next call tries again.
    connection.catch(() => this.#connections.delete(key));
    return connection;
  }

  /** The connection to the server that has a key. */
  async connectionFor(key: string): Promise<RedisConnection> {
    let connection = await this.#anyConnection();
    for (let moves = 0; connection.isCluster && moves < MOST_MOVES; moves += 1) {
      const target = await this.#targetOf(await connection.ask('TYPE', key), connection);
      if (!target || target.asking) break;
      connection = await this.connection(target.address);
    }
    return connection;
  }

  /** Asks for a key's value where it is now, if it has moved. An error of Redis is a reply. */
  async getMoved(key: string, moved: Reply, from: RedisConnection): Promise<Reply> {
    let [reply, connection] = [moved, from];
    for (let moves = 0; moves < MOST_MOVES; moves += 1) {
      const target = await this.#targetOf(reply, connection);
      if (!target) break;
      connection = await this.connection(target.address);
      const asking = target.asking ? [['ASKING']] : [];
      // Sent together, because ASKING is only for the next command.
      const replies = await connection.askAll([...asking, ['GET', key]]);
      reply = replies.at(-1) ?? null;
    }
    return reply;
  }

  close(): void {
    for (const connection of this.#connections.values()) {
      connection.then(
        (open) => open.close(),
        () => {},
      );
    }
  }

  /**
   * Where a key has moved to. We send our password there, so only a node of a cluster can redirect us, and only to a
   * node that its cluster knows.
   */
  async #targetOf(reply: Reply, from: RedisConnection): Promise<KeyAddress | undefined> {
    const target = from.isCluster ? targetIn(reply, from.address) : undefined;
    if (!target) return undefined;
    if (!this.#known.has(hostOf(target.address))) {
      const aside = await this.aside(from.address);
      const [ranges = null, nodes = null] = await aside.askAll([
        ['CLUSTER', 'SLOTS'],
        ['CLUSTER', 'NODES'],
      ]);
      this.#learn(ranges, nodes, from);
    }
    return this.#known.has(hostOf(target.address)) ? target : undefined;
  }

  #learn(ranges: Reply, nodes: Reply, { address }: RedisConnection): void {
    for (const node of nodesIn(ranges, nodes, address)) this.#known.add(node);
  }

  #impossible({ place }: RedisConnection): Failure {
    return new Failure(
      'store-unreadable',
      `Redis at ${place} tells of a node of its cluster at an address that nobody can have. Check what its nodes announce (CLUSTER SLOTS), and that ${this.setting} is right.`,
    );
  }

  /** The first server that answers: in a cluster, one is enough to learn of the others. */
  async #anyConnection(): Promise<RedisConnection> {
    const failures: unknown[] = [];
    for (const address of this.#addresses) {
      try {
        return await this.connection(address);
      } catch (error) {
        this.#signal?.throwIfAborted();
        failures.push(error);
      }
    }
    throw failures[0];
  }
}
