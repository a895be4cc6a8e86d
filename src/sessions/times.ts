/** A clock may be a little ahead of ours. */
const TOLERANCE_MS = 60_000;
/** The ids of generated sites end with the time when they were made, in base 36, after 32 characters and a dot. */
const RANDOM_PART = 32;
const FIRST_MADE = Date.UTC(2020, 0);

/** When a session began, from its id, in milliseconds since 1970; null if the id does not say. */
export function createdAt(sessionId: string): number | null {
  if (sessionId.indexOf('.') !== RANDOM_PART) return null;
  const made = Number.parseInt(sessionId.slice(RANDOM_PART + 1), 36);
  return made >= FIRST_MADE && made <= Date.now() + TOLERANCE_MS ? made : null;
}

/**
 * When a session was last used. express-session lets it expire `lifetime` after each use, so this can be computed.
 * Milliseconds since 1970; null if not known.
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
