import { toPromise } from './callbacks.ts';
import type { ExpressStore } from './express-store.ts';
import { createdAt } from './session-id.ts';
import type { StoredSession } from './session-store.ts';

/** The session that a sign-in starts. */
interface NewSession {
  id: string;
  session: StoredSession;
  /** The visitor's browser, in words. */
  browser: string;
}

/** The session that a visitor has after a sign-in. */
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
 */
export async function replaceInStore(
  store: ExpressStore,
  { id, session, browser }: NewSession,
  oldId: string | undefined,
): Promise<Replacement> {
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
  if (previous?.movedTo === undefined) return { id, session, ...(previous && { previous }) };

  // A double click on the form: another sign-in has already replaced the old session. The browser keeps the cookie of
  // whichever answer arrives last, so both answers must give the same session.
  const other = await store.find(previous.movedTo);
  if (other?.user_name === undefined || other.user_name !== session.user_name) {
    return { id, session };
  }
  // Another password: it was changed during this sign-in, which must not get a session of the new one.
  if (other.password_id !== session.password_id) return { id, session };
  await discard();
  return { id: previous.movedTo, session: other };
}
