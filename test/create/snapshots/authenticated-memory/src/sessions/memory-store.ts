import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  expiryOf,
  NoRoomError,
  parseSession,
  type SessionStore,
  type StoredSession,
} from './session-store.ts';

const MAX_SESSIONS = 100_000;
const SWEEP_INTERVAL_MS = 60_000;
/** A sweep lets other work run after this many sessions, so that visitors do not wait for it. */
const SWEEP_BATCH = 200;

interface Entry {
  /** JSON, so that a request cannot change a stored session without storing it. */
  json: string;
  expires: number;
  /** The same time by `performance.now()`. If the clock is set back, no session comes back to life. */
  deadline: number;
}

/** Keeps sessions in the memory of this process. They are lost when the process ends. */
export class MemoryStore implements SessionStore {
  readonly description = 'in memory, and forgotten when the site stops or restarts';
  readonly #maxSessions: number;
  /**
   * Each list starts with the session that was written longest ago. When the store is full, that one is dropped. There
   * are two lists, so that a crowd of anonymous visitors cannot push out signed-in users.
   */
  readonly #lists = { signedIn: new Map<string, Entry>(), anonymous: new Map<string, Entry>() };
  readonly #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  constructor(maxSessions: number = MAX_SESSIONS) {
    this.#maxSessions = maxSessions;
  }

  async find(id: string): Promise<StoredSession | undefined> {
    return this.#read(id);
  }

  async create(id: string, session: StoredSession): Promise<void> {
    if (!session.user_name && this.#lists.signedIn.size >= this.#maxSessions) {
      throw new NoRoomError('The memory is full of sessions of signed-in users.');
    }
    this.#write(id, session);
    this.#makeRoom();
  }

  async update(id: string, change: (session: StoredSession) => StoredSession): Promise<boolean> {
    // There is no await between reading and writing, so nothing can happen in between.
    const session = this.#read(id);
    if (session) this.#write(id, change(session));
    return session !== undefined;
  }

  async extend(id: string, expires: Date): Promise<void> {
    for (const list of Object.values(this.#lists)) {
      const entry = list.get(id);
      if (!entry || isExpired(entry)) continue;
      list.delete(id);
      list.set(id, newEntry(entry.json, expires.getTime()));
    }
  }

  async all(): Promise<Map<string, StoredSession>> {
    const sessions = new Map<string, StoredSession>();
    for (const list of Object.values(this.#lists)) {
      for (const [id, { json, expires }] of list) {
        const session = parseSession(json, expires);
        if (session) sessions.set(id, session);
      }
    }
    return sessions;
  }

  async delete(id: string): Promise<boolean> {
    return this.#lists.signedIn.delete(id) || this.#lists.anonymous.delete(id);
  }

  async check(): Promise<void> {}

  stopSweeping(): void {
    clearInterval(this.#sweeper);
  }

  #read(id: string): StoredSession | undefined {
    const entry = this.#lists.signedIn.get(id) ?? this.#lists.anonymous.get(id);
    return entry && !isExpired(entry) ? parseSession(entry.json, entry.expires) : undefined;
  }

  #write(id: string, session: StoredSession): void {
    const { signedIn, anonymous } = this.#lists;
    // Deleted from both lists, because signing in or out moves a session to the other one.
    signedIn.delete(id);
    anonymous.delete(id);
    const list = session.user_name ? signedIn : anonymous;
    list.set(id, newEntry(JSON.stringify(session), expiryOf(session)));
  }

  #makeRoom(): void {
    const { signedIn, anonymous } = this.#lists;
    while (signedIn.size + anonymous.size > this.#maxSessions) {
      const list = anonymous.size > 0 ? anonymous : signedIn;
      const [oldest = ''] = list.keys();
      list.delete(oldest);
    }
  }

  async #sweep(): Promise<void> {
    let count = 0;
    for (const list of Object.values(this.#lists)) {
      for (const [id, entry] of list) {
        if (isExpired(entry)) list.delete(id);
        count += 1;
        if (count % SWEEP_BATCH === 0) await nextTurn();
      }
    }
  }
}

function newEntry(json: string, expires: number): Entry {
  return { json, expires, deadline: performance.now() + expires - Date.now() };
}

/** Checks both clocks, because `performance.now()` can stop while the machine sleeps. */
function isExpired({ expires, deadline }: Entry): boolean {
  return expires <= Date.now() || deadline <= performance.now();
}
