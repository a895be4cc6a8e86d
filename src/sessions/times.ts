/** A clock that is a little ahead of ours is no reason to doubt it. */
const TOLERANCE_MS = 60_000;
/** The ids of generated sites end with the time at which they were made, in base 36. */
const GENERATED_ID = /^[\w-]{32}\.([0-9a-z]{8,9})$/;

/** When a session began, as its id tells it, in milliseconds since 1970; null where it does not. */
export function beginningOf(sessionId: string): number | null {
  const made = Number.parseInt(GENERATED_ID.exec(sessionId)?.[1] ?? '', 36);
  return made <= Date.now() + TOLERANCE_MS ? made : null;
}

/**
 * When a session was last used. express-session has it expire `lifetime` after each use, so the one tells of the
 * other. Milliseconds since 1970; null where nobody can tell.
 */
export function lastUse(
  expires: number | null,
  lifetime: number | null,
  created: number | null,
): number | null {
  if (expires === null || lifetime === null) return null;
  const used = Math.max(expires - lifetime, created ?? 0);
  return used <= Date.now() + TOLERANCE_MS ? used : null;
}
