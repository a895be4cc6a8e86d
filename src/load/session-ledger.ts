import { Masks } from '../masking/masks.ts';
import { MASK } from '../masking/values.ts';
import { maskedIdOf, type Session } from '../sessions/session.ts';

/** How a session stands by what its visitor did: it was given, somebody signed in with it, or out. */
export type Standing = 'begun' | 'signed in' | 'signed out';

interface Entry {
  owner: string;
  standing: Standing;
  /** Whether it was told already that something is wrong with it. */
  told: boolean;
}

/** Whose each session of a load is, by the cookies that came. */
export class SessionLedger {
  readonly #entries = new Map<string, Entry>();
  readonly #masks = new Masks();

  /** Takes down that a visitor got a session; answers whose it is, which is another's where sessions are mixed up. */
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

  /** Something is wrong with a session, and that is told now. */
  tell(sessionId: string): void {
    const entry = this.#entries.get(sessionId);
    if (entry) entry.told = true;
  }

  standingOf(sessionId: string | undefined): Standing | undefined {
    return sessionId === undefined ? undefined : this.#entries.get(sessionId)?.standing;
  }

  /** Of what a store holds, the signed-in sessions of this load of which nothing was told, with how each must stand. */
  signedInAmong(sessions: readonly Session[]): Array<Entry & { user: string }> {
    const signedIn = sessions.filter(({ state, user }) => state === 'live' && user !== null);
    if (signedIn.length === 0) return [];
    const byMaskedId = new Map([...this.#entries].map(([id, entry]) => [maskedIdOf(id), entry]));
    return signedIn.flatMap(({ id, user }) => {
      const entry = byMaskedId.get(id);
      return entry && !entry.told && user !== null ? { ...entry, user } : [];
    });
  }

  /** A text from outside without the ids of these sessions. */
  hide(outside: string): string {
    return this.#masks.hideIn(outside);
  }
}
