import { Failure } from '../../failure.ts';
import { RedisConnection, refusal } from './connection.ts';
import { RefusedReply, type Reply } from './protocol.ts';
import { hostOf, type RedisAddress, type RedisPlace, readRedisUrl } from './url.ts';

/** So often is a command sent on to where its key has moved. */
const MOST_MOVES = 5;

/** A server that has a part of the keys, or all of them. */
export interface Master {
  address: RedisAddress;
  /** Of a cluster, which hash slots it has: `0-5460`. */
  slots: string[];
  /** Which of them are on their way to or from another node: `[93->-292f8b…]`. */
  moving: string;
}

/** The Redis, or all nodes of the Redis Cluster, that a site keeps its sessions in. */
export class RedisNodes {
  readonly setting: string;
  readonly #addresses: [RedisAddress, ...RedisAddress[]];
  readonly #signal: AbortSignal | undefined;
  readonly #connections = new Map<string, Promise<RedisConnection>>();

  /** @throws Failure `usage` where the address is none */
  constructor({ url, setting = 'REDIS_URL' }: RedisPlace, signal?: AbortSignal) {
    this.setting = setting;
    this.#addresses = readRedisUrl(url, setting);
    this.#signal = signal;
  }

  /** Where it is, without user and password. */
  get place(): string {
    return this.#addresses.map(hostOf).join(', ');
  }

  /**
   * The servers that together hold all keys: the one Redis, or a cluster's masters.
   *
   * @throws Failure `store-unreadable` where none can be reached
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
    if (ranges instanceof RefusedReply) throw refusal(ranges, guide.place, this.setting);
    const masters = new Map<string, Master>();
    for (const [first, last, node] of listsIn(ranges)) {
      const [host, port] = Array.isArray(node) ? node : [];
      const address = this.#neighbour(guide, String(host ?? ''), Number(port));
      const master = masters.get(hostOf(address)) ?? { address, slots: [], moving: '' };
      master.slots.push(`${first}-${last}`);
      masters.set(hostOf(address), master);
    }
    for (const master of masters.values()) master.moving = await this.#movingAt(master);
    return [...masters.values()].sort((one, other) =>
      hostOf(one.address) < hostOf(other.address) ? -1 : 1,
    );
  }

  /** Each node alone knows that. One that cannot be asked is told of when it is read. */
  async #movingAt({ address }: Master): Promise<string> {
    try {
      const nodes = await (await this.connection(address)).ask('CLUSTER', 'NODES');
      const itself = String(nodes)
        .split('\n')
        .find((line) => line.includes('myself'));
      return itself?.match(/\[.*\]/)?.[0] ?? '';
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof Failure) return '';
      throw error;
    }
  }

  /** The connection to a server; it is made when it is first needed. */
  connection(address: RedisAddress): Promise<RedisConnection> {
    return this.#connectionAs(hostOf(address), address);
  }

  /** Another one to the same server: its replies do not stand behind those on the first that nobody has taken yet. */
  aside(address: RedisAddress): Promise<RedisConnection> {
    return this.#connectionAs(`${hostOf(address)} aside`, address);
  }

  #connectionAs(key: string, address: RedisAddress): Promise<RedisConnection> {
    const known = this.#connections.get(key);
    if (known) return known;
    const connection = RedisConnection.open(address, this.setting, this.#signal);
    this.#connections.set(key, connection);
    // Whoever needs it is told; it may be asked for again.
    connection.catch(() => this.#connections.delete(key));
    return connection;
  }

  /** The connection to the server that has a key. */
  async connectionFor(key: string): Promise<RedisConnection> {
    let connection = await this.#anyConnection();
    for (let moves = 0; connection.isCluster && moves < MOST_MOVES; moves += 1) {
      const target = this.#targetOf(await connection.ask('TYPE', key), connection);
      if (!target || target.asking) break;
      connection = await this.connection(target.address);
    }
    return connection;
  }

  /** Asks for a key's value where it is now, if it is no longer where it was. A refusal is an answer. */
  async getMoved(key: string, moved: Reply, from: RedisConnection): Promise<Reply> {
    let [reply, connection] = [moved, from];
    for (let moves = 0; moves < MOST_MOVES; moves += 1) {
      const target = this.#targetOf(reply, connection);
      if (!target) break;
      connection = await this.connection(target.address);
      const asking = target.asking ? [['ASKING']] : [];
      // In one piece, as it counts for the very next command.
      reply = await connection.askAll([...asking, ['GET', key]]);
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

  /** `MOVED 3999 127.0.0.1:6381`, `ASK 3999 :6381`: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ */
  #targetOf(
    reply: Reply,
    from: RedisConnection,
  ): { address: RedisAddress; asking: boolean } | undefined {
    const message = reply instanceof RefusedReply ? reply.message : '';
    const [, kind, host = '', port] = /^(MOVED|ASK) \d+ (.*):(\d+)$/.exec(message) ?? [];
    if (!kind) return undefined;
    return { address: this.#neighbour(from, host, Number(port)), asking: kind === 'ASK' };
  }

  /** Another node of the same cluster, with the same user and password; one that does not know its name is where we are. */
  #neighbour({ address }: RedisConnection, host: string, port: number): RedisAddress {
    return { ...address, host: host === '' || host === '?' ? address.host : host, port };
  }

  /** The first of the given servers that answers: of a cluster, one is enough to learn of the others. */
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

function listsIn(reply: Reply): Reply[][] {
  return Array.isArray(reply) ? reply.filter((item) => Array.isArray(item)) : [];
}
