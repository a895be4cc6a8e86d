import type { StoredSession } from '../../sessions/stored-session.ts';
import type { ProbeMessage } from '../messages.ts';

/** Of a store that holds more than that, nobody keeps a copy. */
const MOST_SESSIONS = 1_000_000;
const MOST_CHARACTERS = 512 * 1024 * 1024;

/** What a process's stores hold, by what its probe has told. */
export class StoreCopy {
  readonly #sessions = new Map<string, StoredSession>();
  #characters = 0;
  #isTooLarge = false;

  take({ changed, gone }: Extract<ProbeMessage, { type: 'sessions' }>): void {
    if (this.#isTooLarge) return;
    for (const session of changed) {
      this.#remove(session.sessionId);
      this.#sessions.set(session.sessionId, session);
      this.#characters += sizeOf(session);
    }
    for (const id of gone) this.#remove(id);
    if (this.#sessions.size <= MOST_SESSIONS && this.#characters <= MOST_CHARACTERS) return;
    this.#isTooLarge = true;
    this.#sessions.clear();
  }

  /** The same objects as before for sessions that have not changed; undefined if there were too many. */
  get sessions(): StoredSession[] | undefined {
    return this.#isTooLarge ? undefined : [...this.#sessions.values()];
  }

  #remove(id: string): void {
    const before = this.#sessions.get(id);
    if (!before) return;
    this.#sessions.delete(id);
    this.#characters -= sizeOf(before);
  }
}

function sizeOf({ sessionId, text }: StoredSession): number {
  return sessionId.length + (text?.length ?? 0);
}
