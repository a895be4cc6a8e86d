import { setTimeout as pause } from 'node:timers/promises';
import type { RunSession } from '../../events/run.ts';
import { whoIsIn } from '../../sessions/contents.ts';

/** A save that comes later than that is none that the sign-in waits for. */
const LATEST_SAVE_MS = 700;

type Sessions = readonly RunSession[] | null;

/**
 * Where a sign-in was lost, the app may have stored it too late: since a look, or in a moment.
 *
 * @param before what the store held at that look, and `now` what it holds
 * @param look looks once more
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
