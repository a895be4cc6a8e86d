/** What to do about some errors of Redis. */
const HINTS: ReadonlyArray<[reason: RegExp, hint: string]> = [
  // Redis before 6.2 has no SET with PXAT, and before 6.0 no HELLO.
  [/unknown command|syntax error/i, 'This site needs Redis 6.2 or later.'],
  [/^NOPERM/, 'The README says which permissions the user in REDIS_URL needs.'],
  [/^READONLY/, 'It is a replica: REDIS_URL must lead to a master.'],
  [/^OOM/, 'Give it more memory.'],
];

/** The reason for an error of Redis, for the log, and a hint on what to do. The hint is empty if there is none. */
export function describeError(error: Error & { code?: string }): { reason: string; hint: string } {
  // After a comma, Redis may quote the command, with a password, an id or a whole session.
  const reason = error.code ?? String(error.message.split(',')[0]);
  const [, hint] = HINTS.find(([pattern]) => pattern.test(reason)) ?? [];
  return { reason, hint: hint ? ` ${hint}` : '' };
}
