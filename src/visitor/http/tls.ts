/** How a failure of TLS is told. */
export const TLS_FAILED = 'there was no agreement on TLS';

/** What OpenSSL says of it, without the places in its own code; undefined where it is no failure of TLS. */
export function tlsFailure(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  const [, reason] = /:SSL routines:[^:]*:([^:]+)/.exec(message) ?? [];
  return reason?.trim();
}
