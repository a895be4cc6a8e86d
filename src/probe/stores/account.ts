import type { StoredSession, StoredText } from '../../sessions/stored-session.ts';
import { storedText } from './stored-text.ts';

/** What a store outside the process should hold, from what it was asked and what it answered. */
export class Account {
  /** By id; undefined if what the store got cannot be written as text. */
  readonly #texts = new Map<string, StoredText | undefined>();
  readonly #most: number;

  /** @param most how many sessions are kept: those that were used last */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  learn(operation: string, [id, session]: readonly unknown[], result: unknown): void {
    if (operation === 'clear') this.#texts.clear();
    if (typeof id !== 'string') return;
    if (operation === 'destroy') this.#texts.delete(id);
    else if (operation === 'set' || operation === 'touch') this.#put(id, session);
    else if (operation === 'get') this.#put(id, result);
  }

  /** @throws if a session in the store cannot be written as text */
  sessions(): StoredSession[] {
    return [...this.#texts].map(([sessionId, stored]) => {
      if (!stored) throw new Error('There is a session that cannot be written down');
      return { sessionId, ...stored };
    });
  }

  #put(id: string, session: unknown): void {
    this.#texts.delete(id);
    if (!session) return;
    this.#texts.set(id, storedText(session));
    const [oldest = ''] = this.#texts.keys();
    if (this.#texts.size > this.#most) this.#texts.delete(oldest);
  }
}
