import { setImmediate as nextTurn } from 'node:timers/promises';
import { sessionKey } from '../session-id.ts';
import { type Entry, SessionLists } from './session-lists.ts';
import {
  expiryOf,
  NoRoomError,
  parseSession,
  type SessionStore,
  type SignIn,
  type StoredSession,
  type UserSession,
} from './session-store.ts';

const MAX_SESSIONS = 100_000;
const SWEEP_INTERVAL_MS = 60_000;
/** A sweep lets other work run after this many sessions, so that visitors do not wait for it. */
const SWEEP_BATCH = 200;

/** Keeps sessions in the memory of this process. They are lost when the process ends. */
export class MemoryStore implements SessionStore {
  readonly description = 'in memory, and forgotten when the site stops or restarts';
  readonly #maxSessions: number;
  readonly #lists = new SessionLists();
  readonly #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  constructor(maxSessions: number = MAX_SESSIONS) {
    this.#maxSessions = maxSessions;
  }

  async find(id: string): Promise<StoredSession | undefined> {
    return this.#read(id);
  }

  async create(id: string, session: StoredSession, signIn?: SignIn): Promise<void> {
    if (!session.user_name && this.#lists.signedInSize >= this.#maxSessions) {
      throw new NoRoomError('The memory is full of sessions of signed-in users.');
    }
    this.#write(id, session, signIn);
    while (this.#lists.size > this.#maxSessions) this.#lists.deleteOldest();
  }

  async update(id: string, change: (session: StoredSession) => StoredSession): Promise<boolean> {
    // There is no await between reading and writing, so nothing can happen in between.
    const session = this.#read(id);
    if (session) this.#write(id, change(session));
    return session !== undefined;
  }

  async extend(id: string, expires: Date): Promise<void> {
    const entry = this.#lists.get(id);
    if (!entry || isExpired(entry)) return;
    this.#lists.put(id, { ...entry, ...lifetimeUntil(expires.getTime()) });
  }

  async all(): Promise<Map<string, StoredSession>> {
    const sessions = new Map<string, StoredSession>();
    for (const [id, { json, expires }] of this.#lists.entries()) {
      const session = parseSession(json, expires);
      if (session) sessions.set(id, session);
    }
    return sessions;
  }

  async delete(id: string): Promise<boolean> {
    return this.#lists.delete(id);
  }

  async sessionsOf(userName: string): Promise<UserSession[]> {
    return [...this.#lists.idsOf(userName)].flatMap((id) => {
      const { began = 0, browser = '' } = this.#lists.get(id) ?? {};
      const session = this.#read(id);
      const key = sessionKey(id);
      return session ? { key, session, began, browser, delete: () => this.delete(id) } : [];
    });
  }

  async check(): Promise<void> {}

  stopSweeping(): void {
    clearInterval(this.#sweeper);
  }

  #read(id: string): StoredSession | undefined {
    const entry = this.#lists.get(id);
    return entry && !isExpired(entry) ? parseSession(entry.json, entry.expires) : undefined;
  }

  #write(id: string, session: StoredSession, signIn?: SignIn): void {
    const before = this.#lists.get(id);
    const userName = session.user_name || undefined;
    const isSameUser = before?.userName === userName;
    this.#lists.put(id, {
      json: JSON.stringify(session),
      userName,
      began: signIn?.began ?? ((isSameUser && before?.began) || Date.now()),
      browser: signIn?.browser ?? before?.browser ?? '',
      ...lifetimeUntil(expiryOf(session)),
    });
  }

  async #sweep(): Promise<void> {
    let count = 0;
    for (const [id, entry] of this.#lists.entries()) {
      if (isExpired(entry)) this.#lists.delete(id);
      count += 1;
      if (count % SWEEP_BATCH === 0) await nextTurn();
    }
  }
}

function lifetimeUntil(expires: number): Pick<Entry, 'expires' | 'deadline'> {
  return { expires, deadline: performance.now() + expires - Date.now() };
}

/** Checks both clocks, because `performance.now()` can stop while the machine sleeps. */
function isExpired({ expires, deadline }: Entry): boolean {
  return expires <= Date.now() || deadline <= performance.now();
}
