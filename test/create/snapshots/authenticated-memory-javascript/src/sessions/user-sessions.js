import { OutageLog } from './outage-log.js';
import { maskedId } from './session-id.js';

/** @import { IsStillValid, SessionStore, UserSession } from './session-store.js' */

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
   * Ends sessions of a user: those for which `isMeant` returns true. A request that is running with such a session cannot
   * bring it back. The result is the masked ids of those that were ended.
   *
   * @param {string} userName
   * @param {(session: UserSession) => boolean} isMeant
   * @returns {Promise<string[]>}
   */
  async end(userName, isMeant) {
    const meant = (await this.#all(userName)).filter(isMeant);
    const ended = await Promise.all(
      meant.map(({ key }) =>
        this.#outages.watch('writing', () => this.#store.deleteSessionOf(userName, key)),
      ),
    );
    return meant.filter((_, n) => ended[n]).map(({ key }) => maskedId(key));
  }

  #all(userName) {
    return this.#outages.watch('reading', () => this.#store.sessionsOf(userName));
  }
}
