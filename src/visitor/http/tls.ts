export const TLS_FAILED = 'there was no agreement on TLS';

/** The reason that OpenSSL gives, without the places in its own code; undefined if TLS has not failed. */
export function tlsFailure(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  const [, reason] = /:SSL routines:[^:]*:([^:]+)/.exec(message) ?? [];
  return reason?.trim();
}
