import { toPromise } from './callbacks.js';
import { createdAt } from './session-id.js';

/**
 * @import { ExpressStore } from './express-store.js'
 * @import { StoredSession } from './store/session-store.js'
 */

/**
 * The session that takes the place of another one.
 *
 * @typedef {object} NewSession
 * @property {string} id
 * @property {StoredSession} session
 * @property {string} browser The visitor's browser, in words.
 * @property {boolean} isRenewal
 *   Whether it is the old session with a new id. If that has ended meanwhile, this one must not start.
 */

/**
 * The session that a visitor has afterwards.
 *
 * @typedef {object} Replacement
 * @property {string} id
 * @property {StoredSession} session
 * @property {StoredSession} [previous]
 *   The latest version of the old session. Other requests may have changed it since this request loaded it.
 */

/**
 * Stores a new session, then invalidates the old one. This order loses nothing: if the new session cannot be
 * stored, the old one is unchanged, and changes that arrive in between are in `previous`.
 *
 * @param {ExpressStore} store
 * @param {NewSession} newSession
 * @param {string | undefined} oldId the id in the browser's cookie; the session itself may have ended
 * @returns {Promise<Replacement | undefined>} undefined if a session that was to be renewed has ended
 */
export async function replaceInStore(store, { id, session, browser, isRenewal }, oldId) {
  await store.save(id, session, { began: createdAt(id), browser });
  const discard = () => toPromise((done) => store.destroy(id, done));
  if (oldId === undefined) return { id, session };

  let previous;
  try {
    previous = await store.markReplaced(oldId, id);
  } catch (error) {
    // The visitor will never get the cookie of the new session.
    await discard().catch(() => {});
    throw error;
  }
  if (previous && previous.movedTo === undefined) return { id, session, previous };

  const other = await sameSignIn(store, session, previous?.movedTo);
  if (!other && !isRenewal) return { id, session };
  await discard();
  return other;
}

/**
 * After a double click on the form, another sign-in has already replaced the old session. The browser keeps the cookie
 * of whichever answer arrives last, so both answers must give the same session: this one.
 *
 * @param {ExpressStore} store
 * @param {StoredSession} session
 * @param {string | undefined} movedTo
 * @returns {Promise<Replacement | undefined>}
 */
async function sameSignIn(store, session, movedTo) {
  if (movedTo === undefined) return undefined;
  const other = await store.find(movedTo);
  if (other?.user_name === undefined || other.user_name !== session.user_name) return undefined;
  // Another password: it was changed during this sign-in, which must not get a session of the new one.
  if (other.password_id !== session.password_id) return undefined;
  return { id: movedTo, session: other };
}
