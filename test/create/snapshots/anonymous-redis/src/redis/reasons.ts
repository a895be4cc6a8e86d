/** What to do about some of Redis's reasons. */
const HINTS: ReadonlyArray<[reason: RegExp, hint: string]> = [
  // Before 6.2, SET takes no PXAT; before 6.0, there is no HELLO.
  [/unknown command|syntax error/i, 'This site needs Redis 6.2 or later.'],
  [/^NOPERM/, 'The README says what the user in REDIS_URL must be allowed to do.'],
  [/^READONLY/, 'It is a replica: REDIS_URL must lead to a master.'],
  [/^OOM/, 'Give it more memory.'],
];

/** Why something went wrong with Redis, for the log, and what to do about it where that is known. */
export function reasonOf(error: Error & { code?: string }): { reason: string; hint: string } {
  // Behind a comma, Redis may repeat the command that it refused: a password, an id or a whole session.
  const reason = error.code ?? String(error.message.split(',')[0]);
  const [, hint] = HINTS.find(([pattern]) => pattern.test(reason)) ?? [];
  return { reason, hint: hint ? ` ${hint}` : '' };
}
