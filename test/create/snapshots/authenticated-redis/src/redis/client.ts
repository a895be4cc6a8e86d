import { ClientOfflineError, ErrorReply } from 'redis';
import { CurrentLink, standing } from './current-link.ts';
import { inTime, PATIENCE_MS, SilenceError } from './deadline.ts';
import { type Commands, hostsOf, type Link, openLink } from './link.ts';
import { OutageLog } from './outages.ts';
import { reasonOf } from './reasons.ts';
import { get, put, replace } from './records.ts';
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
 * Connects to what REDIS_URL names: one address is a Redis, several are nodes of a Redis Cluster. The health key is the
 * one that `check` writes to.
 */
export async function connectToRedis(env: NodeJS.ProcessEnv, healthKey: string): Promise<Redis> {
  const redis = new Connection(readRedisUrls(env), healthKey);
  await redis.begin();
  return redis;
}

/** How long a value of `check` stays, should its second command fail. */
const HEALTH_MS = 60_000;

class Connection implements Redis {
  readonly place: string;
  readonly #hosts: string;
  readonly #healthKey: string;
  readonly #outages = new OutageLog();
  readonly #current: CurrentLink;
  #refuses = false;

  constructor(urls: RedisUrls, healthKey: string) {
    this.#hosts = hostsOf(urls);
    this.place = `${urls.length > 1 ? 'a Redis Cluster' : 'Redis'}, at ${this.#hosts}`;
    this.#healthKey = healthKey;
    this.#current = new CurrentLink(() => openLink(urls, this.#outages));
  }

  /** If Redis is not there yet, the site starts all the same. */
  async begin(): Promise<void> {
    await standing(this.#current.link);
  }

  ask<T>(key: string, command: (redis: Commands) => Promise<T>): Promise<T> {
    return this.#ask(this.#current.link, key, command);
  }

  check(): Promise<void> {
    return this.#store(this.#current.link);
  }

  close(): void {
    this.#current.close();
  }

  async #ask<T>(link: Link, key: string, command: (redis: Commands) => Promise<T>): Promise<T> {
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
    const [key, now] = [this.#healthKey, Date.now()];
    await this.#ask(link, key, put(key, 'stored', now + HEALTH_MS));
    await this.#ask(link, key, replace(key, 'stored', 'replaced', now + 1));
  }

  #onSilence(link: Link, key: string, error: Error): void {
    // If that fails, it is an event.
    renew(link, key, error).catch(() => {});
    const trial = (other: Link) => this.#ask(other, key, get(key));
    this.#current.replace('silence', trial, () => {});
  }

  /** Redis answers, but will not do as it is told: it is a replica, full, or allows us too little. */
  #onRefusal(error: Error): void {
    if (this.#refuses) return;
    this.#refuses = true;
    const { reason, hint } = reasonOf(error);
    console.error(
      `Redis at ${this.#hosts} refuses (${reason}). Until it no longer does, whoever signs in may get a 503.${hint}`,
    );
    // A page that only reads says nothing of whether Redis stores again.
    const trial = (other: Link) => this.#store(other);
    this.#current.replace('refusal', trial, () => {
      this.#refuses = false;
      console.log(`Redis at ${this.#hosts} stores sessions again.`);
    });
  }
}

/** Ends a connection, and makes it anew: the machine at the other end may be gone without having said so. */
async function renew(link: Link, key: string, error: Error): Promise<void> {
  const connection = await link.connectionFor(key);
  if (!connection?.isReady) return;
  connection.emit('error', error);
  connection.destroy();
  await connection.connect();
}
