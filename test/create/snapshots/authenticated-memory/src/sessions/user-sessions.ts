import { OutageLog } from './outage-log.ts';
import { maskedId } from './session-id.ts';
import type { IsStillValid, SessionStore, UserSession } from './session-store.ts';

/** The sessions of one user, to show and to end. */
export class UserSessions {
  readonly #store: SessionStore;
  readonly #isStillValid: IsStillValid;
  readonly #outages = new OutageLog('The list of sessions');

  constructor(store: SessionStore, isStillValid: IsStillValid) {
    this.#store = store;
    this.#isStillValid = isStillValid;
  }

  /** The sessions with which somebody can visit this site as this user. */
  async list(userName: string): Promise<UserSession[]> {
    const sessions = await this.#all(userName);
    const isValid = await Promise.all(sessions.map(({ session }) => this.#isStillValid(session)));
    return sessions.filter((_, n) => isValid[n]);
  }

  /**
   * Ends sessions of a user: those for which `isMeant` returns true. A request that is running with such a session cannot
   * bring it back. The result is the masked ids of those that were ended.
   */
  async end(userName: string, isMeant: (session: UserSession) => boolean): Promise<string[]> {
    const meant = (await this.#all(userName)).filter(isMeant);
    const ended = await Promise.all(
      meant.map(({ key }) =>
        this.#outages.watch('writing', () => this.#store.deleteSessionOf(userName, key)),
      ),
    );
    return meant.filter((_, n) => ended[n]).map(({ key }) => maskedId(key));
  }

  #all(userName: string): Promise<UserSession[]> {
    return this.#outages.watch('reading', () => this.#store.sessionsOf(userName));
  }
}
