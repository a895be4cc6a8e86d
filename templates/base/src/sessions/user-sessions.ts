import { setImmediate as nextTurn } from 'node:timers/promises';
import { OutageLog } from './outage-log.ts';
import { maskedId } from './session-id.ts';
import type { IsStillValid, SessionStore, UserSession } from './store/session-store.ts';

/** How many sessions to end at the same time. Other work runs in between, so visitors do not wait for a long list. */
const BATCH = 100;

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
   * Ends the sessions of a user for which `shouldEnd` returns true. A request that is running with such a session
   * cannot bring it back. The result says how many have ended.
   *
   * @param onEnded called with the masked id of each session when it has ended, even if the next one cannot be ended
   */
  async end(
    userName: string,
    shouldEnd: (session: UserSession) => boolean,
    onEnded: (session: string) => void,
  ): Promise<number> {
    const endListed = () => this.#endListed(userName, shouldEnd, onEnded);
    // Twice, because a session that gets a new id meanwhile is missing from the first list.
    return (await endListed()) + (await endListed());
  }

  async #endListed(
    userName: string,
    shouldEnd: (session: UserSession) => boolean,
    onEnded: (session: string) => void,
  ): Promise<number> {
    let ended = 0;
    const remaining = (await this.#all(userName)).filter(shouldEnd);
    const endOne = async (session: UserSession) => {
      const wasThere = await this.#outages.watch('writing', () => session.delete());
      if (!wasThere) return;
      ended += 1;
      onEnded(maskedId(session.key));
    };
    while (remaining.length > 0) {
      const results = await Promise.allSettled(remaining.splice(0, BATCH).map(endOne));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      await nextTurn();
    }
    return ended;
  }

  #all(userName: string): Promise<UserSession[]> {
    return this.#outages.watch('reading', () => this.#store.sessionsOf(userName));
  }
}
