// This folder has the connection to Redis, for any part of the site that keeps something there. The rest of the site
// uses this file. You may want to change the two timeouts in `deadline.js`. You need not change the other files.

import { ClientOfflineError, ErrorReply } from 'redis';
import { OutageError } from '../errors.js';
import { ActiveConnection, waitUntilReady } from './active-connection.js';
import { get, replaceIfUnchanged, set } from './commands.js';
import { hostsOf, openConnection } from './connection.js';
import { ConnectionLog } from './connection-log.js';
import { COMMAND_TIMEOUT_MS, TimeoutError, withTimeout } from './deadline.js';
import { describeError } from './error-text.js';
import { readRedisUrls } from './urls.js';

/**
 * @import { Commands, Connection } from './connection.js'
 * @import { RedisUrls } from './urls.js'
 */

/**
 * A Redis or a Redis Cluster.
 *
 * @typedef {object} Redis
 *
 * @property {string} description
 *   What it is and where, without user and password.
 *
 * @property {<T>(key: string, command: (commands: Commands) => Promise<T>) => Promise<T>} send
 *   Sends a command about one key. It throws if no reply comes in time, and an OutageError if the log has said why.
 *
 * @property {() => Promise<void>} check
 *   Resolves if something could be stored right now.
 *
 * @property {() => void} close
 */

/**
 * Connects to REDIS_URL: to a single Redis if it has one address, or to a Redis Cluster if it has several.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} healthKey the key that `check` writes to
 * @returns {Promise<Redis>}
 */
export async function connectToRedis(env, healthKey) {
  const redis = new RedisClient(readRedisUrls(env), healthKey);
  await redis.connect();
  return redis;
}

/** How long the key of `check` stays if the second command fails, which makes it expire at once. */
const HEALTH_KEY_MS = 60_000;

/** @implements {Redis} */
class RedisClient {
  description;
  #hosts;
  #healthKey;
  #log = new ConnectionLog();
  #connection;
  #isRefusing = false;

  /**
   * @param {RedisUrls} urls
   * @param {string} healthKey
   */
  constructor(urls, healthKey) {
    this.#hosts = hostsOf(urls);
    this.description = `${urls.length > 1 ? 'a Redis Cluster' : 'Redis'}, at ${this.#hosts}`;
    this.#healthKey = healthKey;
    this.#connection = new ActiveConnection(() => openConnection(urls, this.#log));
  }

  /**
   * If Redis cannot be reached yet, the site starts anyway.
   *
   * @returns {Promise<void>}
   */
  async connect() {
    const isReady = await waitUntilReady(this.#connection.current);
    // Nothing else would report a Redis that accepts the connection and then says nothing.
    if (!isReady) this.#log.failed(this.#hosts, new TimeoutError(COMMAND_TIMEOUT_MS));
  }

  send(key, command) {
    return this.#send(this.#connection.current, key, command);
  }

  check() {
    return this.#checkStoring(this.#connection.current);
  }

  close() {
    this.#connection.close();
  }

  async #send(connection, key, command) {
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

  /**
   * If the connection was just lost, waits for a new one and tries again. The command has not been sent yet.
   *
   * @template T
   * @param {Connection} connection
   * @param {(commands: Commands) => Promise<T>} command
   * @returns {Promise<T>}
   */
  async #retryOnce({ commands }, command) {
    try {
      return await command(commands);
    } catch (error) {
      if (!(error instanceof ClientOfflineError)) throw error;
      await this.#log.reconnected();
      return command(commands);
    }
  }

  /**
   * Stores a value for a moment, with the same commands as a session.
   *
   * @param {Connection} connection
   * @returns {Promise<void>}
   */
  async #checkStoring(connection) {
    const [key, now] = [this.#healthKey, Date.now()];
    await this.#send(connection, key, set(key, 'stored', now + HEALTH_KEY_MS));
    await this.#send(connection, key, replaceIfUnchanged(key, 'stored', 'replaced', now + 1));
  }

  async #handleTimeout(connection, key, error) {
    await reconnect(connection, key, error);
    const test = (other) => this.#send(other, key, get(key));
    this.#connection.replace('timeout', test, () => {});
  }

  /**
   * Redis answers, but refuses commands: it is a replica, it is full, or permissions are missing.
   *
   * @param {Error} error
   */
  #handleRefusal(error) {
    if (this.#isRefusing) return;
    this.#isRefusing = true;
    const { reason, hint } = describeError(error);
    console.error(
      `Redis at ${this.#hosts} refuses (${reason}). Until it no longer does, signing in may answer 503.${hint}`,
    );
    // Reading would prove nothing: a replica can be read.
    const test = (other) => this.#checkStoring(other);
    this.#connection.replace('refusal', test, () => {
      this.#isRefusing = false;
      console.log(`Redis at ${this.#hosts} stores sessions again.`);
    });
  }
}

/**
 * Starts to make a new connection. The other end of the old one may be gone without having closed it.
 *
 * @param {Connection} connection
 * @param {string} key
 * @param {Error} error
 * @returns {Promise<void>}
 */
async function reconnect(connection, key, error) {
  const client = await connection.clientFor(key);
  if (!client?.isReady) return;
  client.emit('error', error);
  client.destroy();
  // The connection log reports whether this works.
  client.connect().catch(() => {});
}
