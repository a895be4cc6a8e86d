import { setTimeout as pause } from 'node:timers/promises';
import type { RunSession } from '../../events/store.ts';
import { whoIsIn } from '../../sessions/contents.ts';

/** The longest wait: a later save would have nothing to do with the sign-in. */
const LATEST_SAVE_MS = 700;

type Sessions = readonly RunSession[] | null;

/**
 * If a sign-in was lost, whether the app saved it too late: between the two states of the store, or a moment later.
 *
 * @param before the earlier state of the store, and `now` the present one
 * @param look reads the store again
 */
export async function isSavedLate(
  before: Sessions,
  now: Sessions,
  look: () => Promise<Sessions>,
  signal: AbortSignal,
): Promise<boolean> {
  const known = new Set(signedIn(before));
  const isThere = (sessions: Sessions) => signedIn(sessions).some((one) => !known.has(one));
  if (isThere(now)) return true;
  await pause(LATEST_SAVE_MS, undefined, { signal });
  return isThere(await look());
}

function signedIn(sessions: Sessions): string[] {
  return (sessions ?? []).flatMap((one) => (whoIsIn(one) === null ? [] : one.session));
}
