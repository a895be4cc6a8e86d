import { randomBytes } from 'node:crypto';

/** 24 random bytes, which nobody guesses, and the time, by which the absolute limit is kept. */
export function newSessionId(): string {
  return `${randomBytes(24).toString('base64url')}.${Date.now().toString(36)}`;
}

/** When a session id was made, in milliseconds since 1970. */
export function beginningOf(id: string): number {
  return Number.parseInt(id.slice(id.lastIndexOf('.') + 1), 36);
}
