import { toPromise } from './callbacks.ts';
import type { ExpressStore } from './express-store.ts';
import { createdAt } from './session-id.ts';
import type { StoredSession } from './store/session-store.ts';

/** The session that takes the place of another one. */
interface NewSession {
  id: string;
  session: StoredSession;
  /** The visitor's browser, in words. */
  browser: string;
  /** Whether it is the old session with a new id. If that has ended meanwhile, this one must not start. */
  isRenewal: boolean;
}

/** The session that a visitor has afterwards. */
export interface Replacement {
  id: string;
  session: StoredSession;
  /** The latest version of the old session. Other requests may have changed it since this request loaded it. */
  previous?: StoredSession;
}

/**
 * Stores a new session, then invalidates the old one. This order loses nothing: if the new session cannot be
 * stored, the old one is unchanged, and changes that arrive in between are in `previous`.
 *
 * @param oldId the id in the browser's cookie; the session itself may have ended
 * @returns undefined if a session that was to be renewed has ended
 */
export async function replaceInStore(
  store: ExpressStore,
  { id, session, browser, isRenewal }: NewSession,
  oldId: string | undefined,
): Promise<Replacement | undefined> {
  await store.save(id, session, { began: createdAt(id), browser });
  const discard = () => toPromise((done) => store.destroy(id, done));
  if (oldId === undefined) return { id, session };

  let previous: StoredSession | undefined;
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
 */
async function sameSignIn(
  store: ExpressStore,
  session: StoredSession,
  movedTo: string | undefined,
): Promise<Replacement | undefined> {
  if (movedTo === undefined) return undefined;
  const other = await store.find(movedTo);
  if (other?.user_name === undefined || other.user_name !== session.user_name) return undefined;
  // Another password: it was changed during this sign-in, which must not get a session of the new one.
  if (other.password_id !== session.password_id) return undefined;
  return { id: movedTo, session: other };
}
