import type { StoredSession } from '../../sessions/stored-session.ts';
import { LONGEST_ID, MOST_IN_PART } from '../messages.ts';

/** How many characters are sent at a time. */
const PART = 1024 * 1024;

/** Some of what has changed in a store. */
export interface SessionChanges {
  changed: StoredSession[];
  /** The ids of sessions that no longer exist. */
  gone: string[];
}

/** What the receiver knows already: a store may be large, and little changes between two questions. */
export class ToldSessions {
  #told = new Map<string, StoredSession>();

  /** The changes to send, in parts, after which the receiver knows what the store holds. */
  *changes(sessions: readonly StoredSession[]): Generator<SessionChanges, void> {
    const known = this.#told;
    this.#told = new Map();
    let part: SessionChanges = { changed: [], gone: [] };
    let room = PART;
    for (const session of sessions) {
      if (session.sessionId.length > LONGEST_ID) continue;
      const before = known.get(session.sessionId);
      this.#told.set(session.sessionId, session);
      known.delete(session.sessionId);
      if (before && isSame(before, session)) continue;
      part.changed.push(session);
      room -= session.text?.length ?? 0;
      if (room > 0 && part.changed.length < MOST_IN_PART) continue;
      yield part;
      part = { changed: [], gone: [] };
      room = PART;
    }
    for (const id of known.keys()) {
      part.gone.push(id);
      if (part.gone.length < MOST_IN_PART) continue;
      yield part;
      part = { changed: [], gone: [] };
    }
    if (part.changed.length > 0 || part.gone.length > 0) yield part;
  }
}

function isSame(one: StoredSession, other: StoredSession): boolean {
  return one.text === other.text && one.size === other.size && one.expires === other.expires;
}
