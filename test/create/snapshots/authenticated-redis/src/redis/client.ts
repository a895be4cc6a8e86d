// This folder has the connection to Redis, for any part of the site that keeps something there. The rest of the site
// uses this file. You may want to change the two timeouts in `deadline.ts`. You need not change the other files.

import { ClientOfflineError, ErrorReply } from 'redis';
import { OutageError } from '../errors.ts';
import { ActiveConnection, waitUntilReady } from './active-connection.ts';
import { get, replaceIfUnchanged, set } from './commands.ts';
import { type Commands, type Connection, hostsOf, openConnection } from './connection.ts';
import { ConnectionLog } from './connection-log.ts';
import { COMMAND_TIMEOUT_MS, TimeoutError, withTimeout } from './deadline.ts';
import { describeError } from './error-text.ts';
import { type RedisUrls, readRedisUrls } from './urls.ts';

/** A Redis or a Redis Cluster. */
export interface Redis {
  /** What it is and where, without user and password. */
  readonly description: string;

  /** Sends a command about one key. It throws if no reply comes in time, and an OutageError if the log has said why. */
  send<T>(key: string, command: (commands: Commands) => Promise<T>): Promise<T>;

  /** Resolves if something could be stored right now. */
  check(): Promise<void>;

  close(): void;
}

/**
 * Connects to REDIS_URL: to a single Redis if it has one address, or to a Redis Cluster if it has several.
 *
 * @param healthKey the key that `check` writes to
 */
export async function connectToRedis(env: NodeJS.ProcessEnv, healthKey: string): Promise<Redis> {
  const redis = new RedisClient(readRedisUrls(env), healthKey);
  await redis.connect();
  return redis;
}

/** How long the key of `check` stays if the second command fails, which makes it expire at once. */
const HEALTH_KEY_MS = 60_000;

class RedisClient implements Redis {
  readonly description: string;
  readonly #hosts: string;
  readonly #healthKey: string;
  readonly #log = new ConnectionLog();
  readonly #connection: ActiveConnection;
  #isRefusing = false;

  constructor(urls: RedisUrls, healthKey: string) {
    this.#hosts = hostsOf(urls);
    this.description = `${urls.length > 1 ? 'a Redis Cluster' : 'Redis'}, at ${this.#hosts}`;
    this.#healthKey = healthKey;
    this.#connection = new ActiveConnection(() => openConnection(urls, this.#log));
  }

  /** If Redis cannot be reached yet, the site starts anyway. */
  async connect(): Promise<void> {
    const isReady = await waitUntilReady(this.#connection.current);
    // Nothing else would report a Redis that accepts the connection and then says nothing.
    if (!isReady) this.#log.failed(this.#hosts, new TimeoutError(COMMAND_TIMEOUT_MS));
  }

  send<T>(key: string, command: (commands: Commands) => Promise<T>): Promise<T> {
    return this.#send(this.#connection.current, key, command);
  }

  check(): Promise<void> {
    return this.#checkStoring(this.#connection.current);
  }

  close(): void {
    this.#connection.close();
  }

  async #send<T>(
    connection: Connection,
    key: string,
    command: (commands: Commands) => Promise<T>,
  ): Promise<T> {
    try {
      return await withTimeout(() => this.#retryOnce(connection, command), COMMAND_TIMEOUT_MS);
    } catch (error) {
      if (error instanceof TimeoutError) await this.#handleTimeout(connection, key, error);
      if (error instanceof ErrorReply) {
        this.#handleRefusal(error);
        // The original message may contain an id or a session, and the code that catches this error may log it.
        throw new OutageError(describeError(error).reason);
      }
      throw this.#log.hasOutage ? new OutageError(error) : error;
    }
  }

  /** If the connection was just lost, waits for a new one and tries again. The command has not been sent yet. */
  async #retryOnce<T>(
    { commands }: Connection,
    command: (commands: Commands) => Promise<T>,
  ): Promise<T> {
    try {
      return await command(commands);
    } catch (error) {
      if (!(error instanceof ClientOfflineError)) throw error;
      await this.#log.reconnected();
      return command(commands);
    }
  }

  /** Stores a value for a moment, with the same commands as a session. */
  async #checkStoring(connection: Connection): Promise<void> {
    const [key, now] = [this.#healthKey, Date.now()];
    await this.#send(connection, key, set(key, 'stored', now + HEALTH_KEY_MS));
    await this.#send(connection, key, replaceIfUnchanged(key, 'stored', 'replaced', now + 1));
  }

  async #handleTimeout(connection: Connection, key: string, error: Error): Promise<void> {
    await reconnect(connection, key, error);
    const test = (other: Connection) => this.#send(other, key, get(key));
    this.#connection.replace('timeout', test, () => {});
  }

  /** Redis answers, but refuses commands: it is a replica, it is full, or permissions are missing. */
  #handleRefusal(error: Error): void {
    if (this.#isRefusing) return;
    this.#isRefusing = true;
    const { reason, hint } = describeError(error);
    console.error(
      `Redis at ${this.#hosts} refuses (${reason}). Until it no longer does, signing in may answer 503.${hint}`,
    );
    // Reading would prove nothing: a replica can be read.
    const test = (other: Connection) => this.#checkStoring(other);
    this.#connection.replace('refusal', test, () => {
      this.#isRefusing = false;
      console.log(`Redis at ${this.#hosts} stores sessions again.`);
    });
  }
}

/** Starts to make a new connection. The other end of the old one may be gone without having closed it. */
async function reconnect(connection: Connection, key: string, error: Error): Promise<void> {
  const client = await connection.clientFor(key);
  if (!client?.isReady) return;
  client.emit('error', error);
  client.destroy();
  // The connection log reports whether this works.
  client.connect().catch(() => {});
}
