import { hash, randomBytes } from 'node:crypto';

/** 24 random bytes, which nobody can guess, and the time, from which the absolute limit counts. */
export function newSessionId(): string {
  return sessionIdFrom(Date.now());
}

/** Another id for a session that was created at this time. */
export function sessionIdFrom(time: number): string {
  return `${randomBytes(24).toString('base64url')}.${time.toString(36)}`;
}

/** When the session with this id was created, in milliseconds since 1970. */
export function createdAt(id: string): number {
  return Number.parseInt(id.slice(id.lastIndexOf('.') + 1), 36);
}

/** Names a session in files, pages and logs, which must not contain its id. Nobody can compute the id from it. */
export function sessionKey(id: string): string {
  return hash('sha256', id);
}

/** The start of a session's key, for pages and logs. */
export function maskedId(key: string): string {
  return key.slice(0, 8);
}
