import { createdAt } from '../session-id.js';

/**
 * @import { Redis } from '../../redis/client.js'
 * @import { SignIn } from './session-store.js'
 */

// Each user has a Redis hash, with a field for each session. The field is written before the session is stored, and
// removed after the session is gone. So it may be there without a session, but not the other way round.
//
// With one exception: when a replica takes over, Redis may forget what it has stored last. In a cluster, it may forget
// the field and keep the session, which is on another node. So each change of a session, and each time that its expiry
// moves, puts back a field that is missing.

/** No setting lets a session last longer. When a user has not signed in for this long, the hash expires. */
const MAX_AGE_MS = 400 * 24 * 60 * 60 * 1000;

/** Longer than any process takes to store a session after it has written its field. */
const MIN_AGE_MS = 3_600_000;

/** How many fields to check at each sign-in. With more than one, the fields that are left over cannot pile up. */
const CHECKS = '3';

/** Adds a field that is missing. */
const REPAIR = `
  if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 1 then
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
  end
`;

/** Adds a field, and returns some fields, chosen at random, with their values. */
const ADD = `
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return redis.call('HRANDFIELD', KEYS[1], ARGV[4], 'WITHVALUES')
`;

/**
 * A session that a user has, or had.
 *
 * @typedef {SignIn & { id: string, added: number }} ListedSession
 */

/** Knows which sessions each user has. */
export class UserIndex {
  #redis;
  #prefix;

  /**
   * @param {Redis} redis
   * @param {string} prefix what the key of every session starts with
   */
  constructor(redis, prefix) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /**
   * Call this before the session is stored.
   *
   * @param {string} userName
   * @param {string} id
   * @param {SignIn} [signIn]
   * @returns {Promise<void>}
   */
  async add(userName, id, signIn = { began: Date.now(), browser: '' }) {
    const reply = await this.#run(ADD, userName, [...fieldFor(id, signIn), CHECKS]);
    await this.removeLeftOvers(userName, pairsOf(reply));
  }

  /**
   * Call this for a session that has been stored before.
   *
   * @param {string} userName
   * @param {string} id
   * @returns {Promise<void>}
   */
  async repair(userName, id) {
    await this.#run(REPAIR, userName, fieldFor(id, { began: createdAt(id), browser: '' }));
  }

  /**
   * Lists a user's sessions. Some of them may have ended.
   *
   * @param {string} userName
   * @returns {Promise<ListedSession[]>}
   */
  async list(userName) {
    const key = this.#key(userName);
    const values = await this.#redis.send(key, (commands) => commands.hGetAll(key));
    return Object.entries(values).map(([id, value]) => parseEntry(id, value));
  }

  /**
   * Call this after the session is gone.
   *
   * @param {string} userName
   * @param {string} id
   * @returns {Promise<void>}
   */
  async remove(userName, id) {
    const key = this.#key(userName);
    await this.#redis.send(key, (commands) => commands.hDel(key, id));
  }

  /**
   * Removes those whose session has expired, or was never stored because the process was killed.
   *
   * @param {string} userName
   * @param {ListedSession[]} sessions
   * @returns {Promise<void>}
   */
  async removeLeftOvers(userName, sessions) {
    const old = sessions.filter(({ added }) => added + MIN_AGE_MS < Date.now());
    await Promise.all(
      old.map(async ({ id }) => {
        const key = this.#prefix + id;
        const exists = await this.#redis.send(key, (commands) => commands.exists(key));
        if (!exists) await this.remove(userName, id);
      }),
    );
  }

  async #run(script, userName, values) {
    const key = this.#key(userName);
    return this.#redis.send(key, (commands) =>
      commands.eval(script, { keys: [key], arguments: values }),
    );
  }

  /**
   * It does not start with the prefix, so nobody takes it for a session.
   *
   * @param {string} userName
   * @returns {string}
   */
  #key(userName) {
    return `users:${this.#prefix}${userName}`;
  }
}

/**
 * A field, its value, and how long the hash lasts.
 *
 * @param {string} id
 * @param {SignIn} signIn
 * @returns {string[]}
 */
function fieldFor(id, signIn) {
  return [id, JSON.stringify({ ...signIn, added: Date.now() }), String(MAX_AGE_MS)];
}

/**
 * A reply with fields and values in turn.
 *
 * @param {unknown} reply
 * @returns {ListedSession[]}
 */
function pairsOf(reply) {
  const texts = Array.isArray(reply) ? reply.map(String) : [];
  return texts.flatMap((text, n) => (n % 2 === 0 ? parseEntry(text, texts[n + 1] ?? '') : []));
}

/**
 * If the value cannot be parsed, the session is listed all the same.
 *
 * @param {string} id
 * @param {string} value
 * @returns {ListedSession}
 */
function parseEntry(id, value) {
  try {
    const { began, browser, added } = JSON.parse(value);
    return { id, began: Number(began), browser: String(browser), added: Number(added) };
  } catch {
    return { id, began: 0, browser: '', added: 0 };
  }
}
