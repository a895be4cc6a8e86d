import { createHash } from 'node:crypto';

/** The first 8 hex digits of the SHA-256 of a session id: enough to tell sessions apart, and of no use to a thief. */
export function maskedId(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 8);
}

export function maskSecrets(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...data };
}
