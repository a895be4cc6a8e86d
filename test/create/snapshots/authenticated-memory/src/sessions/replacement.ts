import type { ExpressStore } from './express-store.ts';
import { finished } from './session-saving.ts';
import type { StoredSession } from './session-store.ts';

/** What came of putting a new session in the place of an old one. */
export interface Replacement {
  id: string;
  record: StoredSession;
  /** The old record as it was at last, if there was one whose contents are still to be looked at. */
  taken?: StoredSession;
}

/**
 * Stores a new session, then makes the old one worthless. In this order nothing is lost: where the new one does not fit,
 * the old one is as it was, and what was written to the old one meanwhile is in the record that is taken.
 *
 * @param id the new session's
 * @param oldId the id that the browser sent, whether or not there still is such a session
 */
export async function putInPlace(
  store: ExpressStore,
  id: string,
  oldId: string | undefined,
  record: StoredSession,
): Promise<Replacement> {
  await finished((done) => store.set(id, record, done));
  const forget = () => finished((done) => store.destroy(id, done));
  if (oldId === undefined) return { id, record };

  let taken: StoredSession | undefined;
  try {
    taken = await store.retire(oldId, id);
  } catch (error) {
    // Nobody will have its cookie.
    await forget().catch(() => {});
    throw error;
  }
  if (taken?.movedTo === undefined) return { id, record, ...(taken && { taken }) };

  // A double click: another sign-in from the same session was first. The browser keeps one cookie, whichever answer comes
  // last, so both give the same one.
  const other = await store.find(taken.movedTo);
  if (other?.user_name === undefined || other.user_name !== record.user_name) return { id, record };
  await forget();
  return { id: taken.movedTo, record: other };
}
