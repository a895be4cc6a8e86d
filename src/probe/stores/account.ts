import type { StoredSession, StoredText } from '../../sessions/stored-session.ts';
import { storedText } from './stored-text.ts';

/** What a store outside the process must hold, by what it was told and what it answered. */
export class Account {
  /** By ids; undefined where what the store took cannot be written down. */
  readonly #texts = new Map<string, StoredText | undefined>();
  readonly #most: number;

  /** @param most so many sessions are kept, those that were used last */
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

  /** @throws where something in the store cannot be told */
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
