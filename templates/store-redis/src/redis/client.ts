import { setTimeout as pause } from 'node:timers/promises';
import { ClientOfflineError, ErrorReply } from 'redis';
import { inTime, PATIENCE_MS, SilenceError } from './deadline.ts';
import { type Commands, hostsOf, type Link, openLink } from './link.ts';
import { OutageLog } from './outages.ts';
import { reasonOf } from './reasons.ts';
import { put, replace } from './records.ts';
import { Refusals } from './refusals.ts';
import { type RedisUrls, readRedisUrls } from './urls.ts';

/** A connection to a Redis or a Redis Cluster, for any part of the site that keeps something there. */
export interface Redis {
  /** What it is and where, without user and password. */
  readonly place: string;

  /** Sends a command about one key. It throws where no reply comes in time: see `deadline.ts`. */
  ask<T>(key: string, command: (redis: Commands) => Promise<T>): Promise<T>;

  /** Resolves if something could be stored now. */
  check(): Promise<void>;

  /** Ends the connection. Nothing is asked afterwards. */
  close(): void;
}

/**
 * Connects to what REDIS_URL names: one address is a Redis, several are nodes of a Redis Cluster.
 *
 * @param healthKey the key that `check` writes to
 */
export async function connectToRedis(env: NodeJS.ProcessEnv, healthKey: string): Promise<Redis> {
  const redis = new Connection(readRedisUrls(env), healthKey);
  await redis.begun;
  return redis;
}

/** How long a value of `check` stays, should its second command fail. */
const HEALTH_MS = 60_000;

class Connection implements Redis {
  readonly place: string;
  readonly begun: Promise<unknown>;
  readonly #urls: RedisUrls;
  readonly #healthKey: string;
  readonly #outages = new OutageLog();
  readonly #refusals: Refusals;
  #link: Link;
  #closed = false;

  constructor(urls: RedisUrls, healthKey: string) {
    const hosts = hostsOf(urls);
    this.place = urls.length > 1 ? `a Redis Cluster, at ${hosts}` : `Redis, at ${hosts}`;
    this.#urls = urls;
    this.#healthKey = healthKey;
    this.#refusals = new Refusals(hosts, () => this.#connectAnew());
    this.#link = openLink(urls, this.#outages);
    this.begun = standing(this.#link);
  }

  ask<T>(key: string, command: (redis: Commands) => Promise<T>): Promise<T> {
    return this.#ask(this.#link, key, command);
  }

  check(): Promise<void> {
    return this.#store(this.#link);
  }

  close(): void {
    this.#closed = true;
    this.#refusals.close();
    this.#link.close();
  }

  async #ask<T>(link: Link, key: string, command: (redis: Commands) => Promise<T>): Promise<T> {
    try {
      return await inTime(() => this.#send(link, command), PATIENCE_MS);
    } catch (error) {
      // If that fails, it is an event.
      if (error instanceof SilenceError) renew(link, key, error).catch(() => {});
      if (!(error instanceof ErrorReply)) throw error;
      this.#refusals.begin(error);
      // Redis's own words may hold an id or a session, and whoever catches this may log it.
      throw new Error(`Redis refused: ${reasonOf(error).reason}`);
    }
  }

  /** Sends a command, once more where it was not sent because a connection was lost a moment ago. */
  async #send<T>({ commands }: Link, command: (redis: Commands) => Promise<T>): Promise<T> {
    try {
      return await command(commands);
    } catch (error) {
      if (!(error instanceof ClientOfflineError)) throw error;
      await this.#outages.settled();
      return command(commands);
    }
  }

  /** Stores something for a moment, by the commands that sessions are stored with. */
  async #store(link: Link): Promise<void> {
    const now = Date.now();
    await this.#ask(link, this.#healthKey, put(this.#healthKey, 'stored', now + HEALTH_MS));
    await this.#ask(link, this.#healthKey, replace(this.#healthKey, 'stored', 'replaced', now + 1));
  }

  /** Takes a new connection where something can be stored by it: the address may lead to another Redis by now. */
  async #connectAnew(): Promise<void> {
    const link = openLink(this.#urls, this.#outages);
    try {
      await standing(link);
      await this.#store(link);
    } catch (error) {
      link.close();
      throw error;
    }
    const old = this.#link;
    this.#link = link;
    if (this.#closed) link.close();
    // By then, each command that went through it has its reply, or will have none.
    setTimeout(() => old.close(), PATIENCE_MS);
  }
}

/** Resolves when a connection stands, or has been waited for long enough: a site starts without its Redis, too. */
function standing({ ready }: Link): Promise<unknown> {
  return Promise.race([ready, pause(PATIENCE_MS, undefined, { ref: false })]);
}

/** Connects anew: the machine at the other end may be gone without having said so. */
async function renew(link: Link, key: string, error: Error): Promise<void> {
  const connection = await link.connectionFor(key);
  if (!connection?.isReady) return;
  connection.emit('error', error);
  connection.destroy();
  await connection.connect();
}
