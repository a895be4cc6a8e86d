import { digestOf, maskedIdOf } from '../../sessions/session.ts';

/** What a file in a folder of sessions is, from its name. */
export type FileKind =
  /** A session of a generated site: its name is the SHA-256 of the session id. */
  | { kind: 'session'; digest: string }
  /** The same, but the site could not read it and has renamed it. */
  | { kind: 'set-aside'; digest: string }
  /** A session of session-file-store, named by its id. */
  | { kind: 'plain'; digest: string; sessionId: string }
  /** A temporary file, or a lock. */
  | { kind: 'in-passing'; reason: string }
  /** The folder in which a generated site keeps the sessions of each user. */
  | { kind: 'users' }
  | { kind: 'foreign' };

export const USERS = 'users';

const NOT_HEX = /[^0-9a-f]/;
const GENERATED = /^([0-9a-f]{64})\.(?:([0-9a-f]+\.new)|(lock)|unreadable)$/;
const PLAIN = /^(.+)\.json(\.\d+)?$/;

/** What a file is, from its name. */
export function fileKind(name: string): FileKind {
  if (name.length === 64 && !NOT_HEX.test(name)) return { kind: 'session', digest: name };
  if (name === USERS) return { kind: 'users' };
  const [, digest, draft, lock] = GENERATED.exec(name) ?? [];
  if (digest) {
    if (draft) return { kind: 'in-passing', reason: 'half-written, by a process that was killed' };
    if (lock) return { kind: 'in-passing', reason: 'a lock, left by a process that was killed' };
    return { kind: 'set-aside', digest };
  }
  const [, sessionId, temporary] = PLAIN.exec(name) ?? [];
  if (temporary) {
    return { kind: 'in-passing', reason: 'half-written, by a process that was killed' };
  }
  if (sessionId) return { kind: 'plain', digest: digestOf(sessionId), sessionId };
  return { kind: 'foreign' };
}

/** What could be a session id: random, so that it has a digit or a capital letter, and long. */
const ID_LIKE = /(?=[a-z_+=%~,-]*[A-Z\d])[\w+=%~,-]{16,}/g;

/**
 * A file's name as a message says it. session-file-store names files by the session id, also those that it has left
 * half-written, and other stores do; a generated site's names are digests, which open nothing.
 */
export function toldName(name: string): string {
  if (/^[0-9a-f]{64}(?![^.])/.test(name)) return name;
  return name.replace(ID_LIKE, (id) => `${maskedIdOf(id)}…`);
}
