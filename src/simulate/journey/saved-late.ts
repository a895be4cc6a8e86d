import { setTimeout as pause } from 'node:timers/promises';
import type { RunSession } from '../../events/run.ts';
import { whoIsIn } from '../../sessions/contents.ts';

/** A later save has nothing to do with the sign-in. */
const LATEST_SAVE_MS = 700;

type Sessions = readonly RunSession[] | null;

/**
 * If a sign-in was lost, whether the app stored it too late: since the store was last read, or in a moment.
 *
 * @param before what the store held then, and `now` what it holds
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
