import { setImmediate as nextTurn } from 'node:timers/promises';
import { OutageLog } from './outage-log.js';
import { maskedId } from './session-id.js';

/** @import { IsStillValid, SessionStore, UserSession } from './store/session-store.js' */

/** How many sessions to end at the same time. Other work runs in between, so visitors do not wait for a long list. */
const BATCH = 100;

/** The sessions of one user, to show and to end. */
export class UserSessions {
  #store;
  #isStillValid;
  #outages = new OutageLog('The list of sessions');

  /**
   * @param {SessionStore} store
   * @param {IsStillValid} isStillValid
   */
  constructor(store, isStillValid) {
    this.#store = store;
    this.#isStillValid = isStillValid;
  }

  /**
   * The sessions with which somebody can visit this site as this user.
   *
   * @param {string} userName
   * @returns {Promise<UserSession[]>}
   */
  async list(userName) {
    const sessions = await this.#all(userName);
    const isValid = await Promise.all(sessions.map(({ session }) => this.#isStillValid(session)));
    return sessions.filter((_, n) => isValid[n]);
  }

  /**
   * Ends the sessions of a user for which `shouldEnd` returns true. A request that is running with such a session
   * cannot bring it back. The result says how many have ended.
   *
   * @param {string} userName
   * @param {(session: UserSession) => boolean} shouldEnd
   * @param {(session: string) => void} onEnded
   *   called with the masked id of each session when it has ended, even if the next one cannot be ended
   * @returns {Promise<number>}
   */
  async end(userName, shouldEnd, onEnded) {
    const endListed = () => this.#endListed(userName, shouldEnd, onEnded);
    // Twice, because a session that gets a new id meanwhile is missing from the first list.
    return (await endListed()) + (await endListed());
  }

  async #endListed(userName, shouldEnd, onEnded) {
    let ended = 0;
    const remaining = (await this.#all(userName)).filter(shouldEnd);
    const endOne = async (session) => {
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

  #all(userName) {
    return this.#outages.watch('reading', () => this.#store.sessionsOf(userName));
  }
}
