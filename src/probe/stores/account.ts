import { isObject } from '../../objects.ts';
import type { StoredSession, StoredText } from '../../sessions/stored-session.ts';
import { attempt } from '../attempt.ts';
import { storedText } from './stored-text.ts';

/** What a store outside the process should hold, from what it was asked and what it answered. */
export class Account {
  /** By id; undefined if what the store got cannot be written as text. */
  readonly #texts = new Map<string, StoredText | undefined>();
  /** When each of them was last written, by the clock of the operations. */
  readonly #written = new Map<string, number>();
  readonly #most: number;

  /** @param most how many sessions are kept: those that were used last */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /**
   * @param began when the operation began: what was read before a write had ended may be older than it
   * @param now when it ended
   */
  learn(
    operation: string,
    [id, session]: readonly unknown[],
    result: unknown,
    began: number,
    now: number,
  ): void {
    if (operation === 'clear') this.#texts.clear();
    if (typeof id !== 'string') return;
    if (operation === 'get') {
      if (began >= (this.#written.get(id) ?? Number.NEGATIVE_INFINITY)) this.#put(id, result);
    } else if (operation === 'touch') this.#touch(id, session);
    else if (operation === 'destroy' || operation === 'set') {
      this.#put(id, operation === 'set' ? session : undefined);
      this.#written.delete(id);
      this.#written.set(id, now);
      const [oldest = ''] = this.#written.keys();
      if (this.#written.size > this.#most) this.#written.delete(oldest);
    }
  }

  /** @throws if a session in the store cannot be written as text */
  sessions(): StoredSession[] {
    return [...this.#texts].map(([sessionId, stored]) => {
      if (!stored) throw new Error('There is a session that cannot be written down');
      return { sessionId, ...stored };
    });
  }

  /** Stores move the expiry alone: the data that came with it may be older than theirs. */
  #touch(id: string, session: unknown): void {
    const text = this.#texts.get(id)?.text;
    const known: unknown = text === undefined ? undefined : attempt(() => JSON.parse(text));
    if (isObject(known) && isObject(session)) this.#put(id, { ...known, cookie: session.cookie });
  }

  #put(id: string, session: unknown): void {
    this.#texts.delete(id);
    if (!session) return;
    this.#texts.set(id, storedText(session));
    const [oldest = ''] = this.#texts.keys();
    if (this.#texts.size > this.#most) this.#texts.delete(oldest);
  }
}
