import { ClientOfflineError, ErrorReply } from 'redis';
import { CurrentLink, standing } from './current-link.js';
import { inTime, PATIENCE_MS, SilenceError } from './deadline.js';
import { hostsOf, openLink } from './link.js';
import { OutageLog } from './outages.js';
import { reasonOf } from './reasons.js';
import { get, put, replace } from './records.js';
import { readRedisUrls } from './urls.js';

/**
 * @import { Commands, Link } from './link.js'
 * @import { RedisUrls } from './urls.js'
 */

/**
 * A connection to a Redis or a Redis Cluster, for any part of the site that keeps something there.
 *
 * @typedef {object} Redis
 *
 * @property {string} place
 *   What it is and where, without user and password.
 *
 * @property {<T>(key: string, command: (redis: Commands) => Promise<T>) => Promise<T>} ask
 *   Sends a command about one key. It throws where no reply comes in time: see `deadline.js`.
 *
 * @property {() => Promise<void>} check
 *   Resolves if something could be stored now.
 *
 * @property {() => void} close
 *   Ends the connection. Nothing is asked afterwards.
 */

/**
 * Connects to what REDIS_URL names: one address is a Redis, several are nodes of a Redis Cluster. The health key is the
 * one that `check` writes to.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} healthKey
 * @returns {Promise<Redis>}
 */
export async function connectToRedis(env, healthKey) {
  const redis = new Connection(readRedisUrls(env), healthKey);
  await redis.begin();
  return redis;
}

/** How long a value of `check` stays, should its second command fail. */
const HEALTH_MS = 60_000;

/** @implements {Redis} */
class Connection {
  place;
  #hosts;
  #healthKey;
  #outages = new OutageLog();
  #current;
  #refuses = false;

  /**
   * @param {RedisUrls} urls
   * @param {string} healthKey
   */
  constructor(urls, healthKey) {
    this.#hosts = hostsOf(urls);
    this.place = `${urls.length > 1 ? 'a Redis Cluster' : 'Redis'}, at ${this.#hosts}`;
    this.#healthKey = healthKey;
    this.#current = new CurrentLink(() => openLink(urls, this.#outages));
  }

  /**
   * If Redis is not there yet, the site starts all the same.
   *
   * @returns {Promise<void>}
   */
  async begin() {
    await standing(this.#current.link);
  }

  ask(key, command) {
    return this.#ask(this.#current.link, key, command);
  }

  check() {
    return this.#store(this.#current.link);
  }

  close() {
    this.#current.close();
  }

  async #ask(link, key, command) {
    try {
      return await inTime(() => this.#send(link, command), PATIENCE_MS);
    } catch (error) {
      if (error instanceof SilenceError) this.#onSilence(link, key, error);
      if (!(error instanceof ErrorReply)) throw error;
      this.#onRefusal(error);
      // Redis's own words may hold an id or a session, and whoever catches this may log it.
      throw new Error(`Redis refused: ${reasonOf(error).reason}`);
    }
  }

  /**
   * Sends a command, once more where it was not sent because a connection was lost a moment ago.
   *
   * @template T
   * @param {Link} link
   * @param {(redis: Commands) => Promise<T>} command
   * @returns {Promise<T>}
   */
  async #send({ commands }, command) {
    try {
      return await command(commands);
    } catch (error) {
      if (!(error instanceof ClientOfflineError)) throw error;
      await this.#outages.settled();
      return command(commands);
    }
  }

  /**
   * Stores something for a moment, by the commands that sessions are stored with.
   *
   * @param {Link} link
   * @returns {Promise<void>}
   */
  async #store(link) {
    const [key, now] = [this.#healthKey, Date.now()];
    await this.#ask(link, key, put(key, 'stored', now + HEALTH_MS));
    await this.#ask(link, key, replace(key, 'stored', 'replaced', now + 1));
  }

  #onSilence(link, key, error) {
    // If that fails, it is an event.
    renew(link, key, error).catch(() => {});
    const trial = (other) => this.#ask(other, key, get(key));
    this.#current.replace('silence', trial, () => {});
  }

  /**
   * Redis answers, but will not do as it is told: it is a replica, full, or allows us too little.
   *
   * @param {Error} error
   */
  #onRefusal(error) {
    if (this.#refuses) return;
    this.#refuses = true;
    const { reason, hint } = reasonOf(error);
    console.error(
      `Redis at ${this.#hosts} refuses (${reason}). Until it no longer does, whoever signs in may get a 503.${hint}`,
    );
    // A page that only reads says nothing of whether Redis stores again.
    const trial = (other) => this.#store(other);
    this.#current.replace('refusal', trial, () => {
      this.#refuses = false;
      console.log(`Redis at ${this.#hosts} stores sessions again.`);
    });
  }
}

/**
 * Ends a connection, and makes it anew: the machine at the other end may be gone without having said so.
 *
 * @param {Link} link
 * @param {string} key
 * @param {Error} error
 * @returns {Promise<void>}
 */
async function renew(link, key, error) {
  const connection = await link.connectionFor(key);
  if (!connection?.isReady) return;
  connection.emit('error', error);
  connection.destroy();
  await connection.connect();
}
