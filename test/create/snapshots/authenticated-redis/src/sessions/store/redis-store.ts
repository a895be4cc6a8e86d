import type { Redis } from '../../redis/client.ts';
import { get, set } from '../../redis/commands.ts';
import { sessionKey } from '../session-id.ts';
import { BatchedUpdates } from './batched-updates.ts';
import {
  expiryOf,
  parseSession,
  type SessionStore,
  type SignIn,
  type StoredSession,
  type UserSession,
} from './session-store.ts';
import { type ListedSession, UserIndex } from './user-index.ts';

/**
 * How many sessions of a user to read at the same time. With thousands at once, the last reply would come so late that
 * Redis seems to be down, to all visitors.
 */
const BATCH = 100;

/**
 * Keeps sessions in Redis. They survive a restart, and any number of processes and machines can share them. Keys and
 * values have the same form as with connect-redis, so its tools can read them.
 */
export class RedisStore implements SessionStore {
  readonly description: string;
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #users: UserIndex;
  readonly #updates: BatchedUpdates;

  /** @param prefix what every key starts with */
  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#users = new UserIndex(redis, prefix);
    this.#updates = new BatchedUpdates(redis, async (key, userName, isNew) => {
      const id = key.slice(prefix.length);
      if (isNew) await this.#users.add(userName, id);
      // The update does not wait for this, because the node with the index may be down.
      else this.#users.repair(userName, id).catch(() => {});
    });
    this.description = `in ${redis.description}`;
  }

  async find(id: string): Promise<StoredSession | undefined> {
    const key = this.#key(id);
    const json = await this.#redis.send(key, get(key));
    return json === undefined ? undefined : parseSession(json);
  }

  async create(id: string, session: StoredSession, signIn?: SignIn): Promise<void> {
    const key = this.#key(id);
    if (session.user_name) await this.#users.add(session.user_name, id, signIn);
    await this.#redis.send(key, set(key, JSON.stringify(session), expiryOf(session)));
  }

  async update(id: string, change: (session: StoredSession) => StoredSession): Promise<boolean> {
    return this.#updates.update(this.#key(id), change);
  }

  async extend(id: string, expires: Date): Promise<void> {
    await this.update(id, (session) => {
      session.cookie.expires = expires;
      return session;
    });
  }

  async delete(id: string): Promise<boolean> {
    const key = this.#key(id);
    const json = await this.#redis.send(key, (commands) => commands.getDel(key));
    if (json === null) return false;
    const userName = parseSession(json)?.user_name;
    // The session is gone. If its entry cannot be removed now, a later sign-in removes it.
    if (userName) await this.#users.remove(userName, id).catch(() => {});
    return true;
  }

  async sessionsOf(userName: string): Promise<UserSession[]> {
    const listed = await this.#users.list(userName);
    const sessions: UserSession[] = [];
    while (listed.length > 0) {
      sessions.push(...(await this.#findListed(userName, listed.splice(0, BATCH))));
    }
    return sessions;
  }

  async check(): Promise<void> {
    await this.#redis.check();
  }

  async #findListed(userName: string, listed: ListedSession[]): Promise<UserSession[]> {
    const found = await Promise.all(listed.map(({ id }) => this.find(id)));
    await this.#users.removeLeftOvers(
      userName,
      listed.filter((_, n) => found[n] === undefined),
    );
    return listed.flatMap(({ id, began, browser }, n) => {
      const session = found[n];
      if (session?.user_name !== userName) return [];
      return { key: sessionKey(id), session, began, browser, delete: () => this.delete(id) };
    });
  }

  #key(id: string): string {
    return this.#prefix + id;
  }
}
