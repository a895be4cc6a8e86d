import { setImmediate as turn } from 'node:timers/promises';
import { expiryOf, parseRecord, type SessionStore, type StoredSession } from './session-store.ts';

/** When the store is full, the session that was idle longest makes room for the new one. */
const MOST_SESSIONS = 100_000;
const SWEEP_INTERVAL_MS = 60_000;
/** So many records at a time, lest a sweep keep visitors waiting. */
const SWEEP_SLICE = 200;

interface Entry {
  /** JSON, so that what a request changes counts only when it is stored. */
  text: string;
  expires: number;
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
  /** In the order in which they were last written: the first one was idle longest. */
  readonly #entries = new Map<string, Entry>();
  readonly #sweeper = setInterval(() => void this.#sweep(), SWEEP_INTERVAL_MS).unref();

  constructor(mostSessions: number) {
    this.#mostSessions = mostSessions;
  }

  async find(id: string): Promise<StoredSession | undefined> {
    const entry = this.#alive(id);
    return entry && parseRecord(entry.text, entry.expires);
  }

  async create(id: string, record: StoredSession): Promise<void> {
    this.#put(id, { text: JSON.stringify(record), expires: expiryOf(record) });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#mostSessions) break;
      this.#entries.delete(oldest);
    }
  }

  async update(id: string, change: (record: StoredSession) => StoredSession): Promise<boolean> {
    // Nothing is awaited in between, so nothing can come in between.
    const entry = this.#alive(id);
    const record = entry && parseRecord(entry.text, entry.expires);
    if (!record) return false;
    const changed = change(record);
    this.#put(id, { text: JSON.stringify(changed), expires: expiryOf(changed) });
    return true;
  }

  async extend(id: string, expires: Date): Promise<void> {
    const entry = this.#alive(id);
    if (entry) this.#put(id, { text: entry.text, expires: expires.getTime() });
  }

  async delete(id: string): Promise<boolean> {
    return this.#entries.delete(id);
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#entries.clear();
  }

  #alive(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry && entry.expires > Date.now() ? entry : undefined;
  }

  #put(id: string, entry: Entry): void {
    this.#entries.delete(id);
    this.#entries.set(id, entry);
  }

  async #sweep(): Promise<void> {
    let seen = 0;
    for (const [id, { expires }] of this.#entries) {
      if (expires <= Date.now()) this.#entries.delete(id);
      seen += 1;
      if (seen % SWEEP_SLICE === 0) await turn();
    }
  }
}
