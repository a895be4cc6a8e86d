import { digestOf } from '../../sessions/session.ts';

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
