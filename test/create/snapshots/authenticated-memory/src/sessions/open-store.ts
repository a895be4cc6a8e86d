import { setImmediate as turn } from 'node:timers/promises';
import {
  expiryOf,
  NoRoomError,
  parseRecord,
  type SessionStore,
  type StoredSession,
} from './session-store.ts';

/** When the store is full, the session that was idle longest makes room for the new one. */
const MOST_SESSIONS = 100_000;
const SWEEP_INTERVAL_MS = 60_000;
/** So many records at a time, lest a sweep keep visitors waiting. */
const SWEEP_SLICE = 200;

interface Entry {
  /** JSON, so that what a request changes counts only when it is stored. */
  text: string;
  expires: number;
  /** The same by a clock that nobody sets, so that an hour that comes twice brings back no session. */
  deadline: number;
}

/** Keeps sessions in this process: the quickest store, and the one that forgets. */
export async function openSessionStore(
  _env: NodeJS.ProcessEnv,
  mostSessions: number = MOST_SESSIONS,
): Promise<SessionStore> {
  return new MemoryStore(mostSessions);
}

class MemoryStore implements SessionStore {
  readonly description = 'in memory, and forgotten when the site stops or restarts';
  readonly #mostSessions: number;
  /**
   * In the order in which they were last written: the first one was idle longest. Visitors come in any number: in a queue
   * of their own, they push out each other, and nobody who is signed in.
   */
  readonly #queues = { signedIn: new Map<string, Entry>(), anonymous: new Map<string, Entry>() };
  readonly #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  constructor(mostSessions: number) {
    this.#mostSessions = mostSessions;
  }

  async find(id: string): Promise<StoredSession | undefined> {
    return this.#read(id);
  }

  async create(id: string, record: StoredSession): Promise<void> {
    if (!record.user_name && this.#queues.signedIn.size >= this.#mostSessions) {
      throw new NoRoomError(
        'All sessions that are kept in memory are of people who are signed in.',
      );
    }
    this.#put(id, record);
    this.#makeRoom();
  }

  async update(id: string, change: (record: StoredSession) => StoredSession): Promise<boolean> {
    // Nothing is awaited in between, so nothing can come in between.
    const record = this.#read(id);
    if (record) this.#put(id, change(record));
    return record !== undefined;
  }

  async extend(id: string, expires: Date): Promise<void> {
    for (const queue of Object.values(this.#queues)) {
      const entry = queue.get(id);
      if (!entry || isOver(entry)) continue;
      queue.delete(id);
      queue.set(id, entryOf(entry.text, expires.getTime()));
    }
  }

  async delete(id: string): Promise<boolean> {
    return this.#queues.signedIn.delete(id) || this.#queues.anonymous.delete(id);
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    for (const queue of Object.values(this.#queues)) queue.clear();
  }

  #read(id: string): StoredSession | undefined {
    const entry = this.#queues.signedIn.get(id) ?? this.#queues.anonymous.get(id);
    return entry && !isOver(entry) ? parseRecord(entry.text, entry.expires) : undefined;
  }

  #put(id: string, record: StoredSession): void {
    const { signedIn, anonymous } = this.#queues;
    // At a sign-in, or a log-out, a session may change its queue.
    signedIn.delete(id);
    anonymous.delete(id);
    const queue = record.user_name ? signedIn : anonymous;
    queue.set(id, entryOf(JSON.stringify(record), expiryOf(record)));
  }

  #makeRoom(): void {
    const { signedIn, anonymous } = this.#queues;
    while (signedIn.size + anonymous.size > this.#mostSessions) {
      const queue = anonymous.size > 0 ? anonymous : signedIn;
      const [oldest = ''] = queue.keys();
      queue.delete(oldest);
    }
  }

  async #sweep(): Promise<void> {
    let seen = 0;
    for (const queue of Object.values(this.#queues)) {
      for (const [id, entry] of queue) {
        if (isOver(entry)) queue.delete(id);
        seen += 1;
        if (seen % SWEEP_SLICE === 0) await turn();
      }
    }
  }
}

function entryOf(text: string, expires: number): Entry {
  return { text, expires, deadline: performance.now() + expires - Date.now() };
}

/** By either clock: the one that nobody sets may stand still while the machine sleeps. */
function isOver({ expires, deadline }: Entry): boolean {
  return expires <= Date.now() || deadline <= performance.now();
}
