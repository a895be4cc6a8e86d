import { Masks } from '../masking/masks.ts';
import { MASK } from '../masking/values.ts';
import { maskedIdOf, type Session } from '../sessions/session.ts';

/** The state of a session by the actions of its visitor. */
export type Standing = 'begun' | 'signed in' | 'signed out';

interface Entry {
  owner: string;
  standing: Standing;
  /** Whether a problem with it was already reported. */
  told: boolean;
}

/** Keeps the owner and the state of each session of a load, as seen from the cookies. */
export class SessionLedger {
  readonly #entries = new Map<string, Entry>();
  readonly #masks = new Masks();

  /** Keeps that a visitor got a session. Returns its owner: another visitor if sessions are mixed up. */
  claim(sessionId: string, visitor: string): string {
    const known = this.#entries.get(sessionId);
    if (known) return known.owner;
    this.#masks.add(sessionId, MASK);
    this.#entries.set(sessionId, { owner: visitor, standing: 'begun', told: false });
    return visitor;
  }

  mark(sessionId: string, standing: Standing): void {
    const entry = this.#entries.get(sessionId);
    if (entry) entry.standing = standing;
  }

  /** Keeps that a problem with a session was reported. */
  tell(sessionId: string): void {
    const entry = this.#entries.get(sessionId);
    if (entry) entry.told = true;
  }

  standingOf(sessionId: string | undefined): Standing | undefined {
    return sessionId === undefined ? undefined : this.#entries.get(sessionId)?.standing;
  }

  /** The signed-in sessions of this load in the store, without those with a reported problem. */
  signedInAmong(sessions: readonly Session[]): Array<Entry & { user: string }> {
    const signedIn = sessions.filter(({ state, user }) => state === 'live' && user !== null);
    if (signedIn.length === 0) return [];
    const byMaskedId = new Map([...this.#entries].map(([id, entry]) => [maskedIdOf(id), entry]));
    return signedIn.flatMap(({ id, user }) => {
      const entry = byMaskedId.get(id);
      return entry && !entry.told && user !== null ? { ...entry, user } : [];
    });
  }

  /** A text from outside, with the ids of these sessions masked. */
  hide(outside: string): string {
    return this.#masks.hideIn(outside);
  }
}
