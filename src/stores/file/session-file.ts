import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from 'node:fs';
import { errorCode } from '../../failure.ts';
import {
  type Contents,
  expiryIn,
  LARGEST_TEXT,
  lifetimeIn,
  MOVED,
  NO_SESSION,
  readContents,
  TOO_LARGE,
  type Unread,
} from '../../sessions/contents.ts';
import { readSession, unreadSession } from '../../sessions/read-session.ts';
import { maskedId, type Session } from '../../sessions/session.ts';
import { lastUse } from '../../sessions/times.ts';
import type { FileKind } from './names.ts';

/** The kinds of files that hold sessions. */
type SessionFile = Extract<FileKind, { digest: string }>;

/** Temporary files and locks are only reported if they are at least this old. */
const IN_PASSING_MS = 2_000;

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOATIME = 0 } = constants;
const AS_IT_IS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;

/** Reading is synchronous, so all small files can use the same memory. */
const scratch = Buffer.allocUnsafe(64 * 1024);

/**
 * The user whose files a generated site trusts: the owner of the folder, unless a group shares it. Then it is not known
 * whose the site is: null.
 */
export function trustedOwner({ uid, mode }: Stats): number | null {
  return mode & constants.S_IWGRP ? null : uid;
}

/**
 * The session in a file. A string is the reason why it is none; undefined if it has gone, or another session replaced
 * it.
 *
 * @param name the store's name for it, which is not the file's own name if each session has a folder
 * @param owner the user whose files count; null for anybody
 */
export function readSessionFile(
  path: string,
  name: string,
  file: SessionFile,
  owner: number | null,
): Session | string | undefined {
  const base = {
    id: maskedId(file.digest),
    digest: file.digest,
    sessionId: file.kind === 'plain' ? file.sessionId : undefined,
    key: name,
    size: 0,
  };
  try {
    const { stats, contents } = read(path);
    if (!stats.isFile()) return 'not a regular file';
    base.size = stats.size;
    if (contents === MOVED) return undefined;
    if (file.kind === 'plain') {
      return contents === NO_SESSION ? 'JSON, but not a session' : plainSession(base, contents);
    }
    if (owner !== null && stats.uid !== owner) {
      return 'belongs to another user, and a site trusts only its own files';
    }
    if (!('data' in contents)) return unreadSession(base, asFound(contents, file));
    return generatedSession(base, contents, stats);
  } catch (error) {
    return unreadableSession(path, base, error);
  }
}

/** Why a file that is no session is left out; undefined for temporary files, and for files that have gone. */
export function whyLeftOut(path: string, file: FileKind): string | undefined {
  if (file.kind === 'users') return undefined;
  if (file.kind !== 'in-passing') return 'not a session file';
  const age = Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? Date.now());
  return age > IN_PASSING_MS ? file.reason : undefined;
}

/** A random text of this length has a digit, and a person hardly gives a file such a name. */
const ID_LIKE = /^(?=\D*\d)[\w-]{16,}$/;

type Base = Parameters<typeof unreadSession>[0];

/** In generated sites, a file's modification time is when the session expires. */
function generatedSession(base: Base, contents: Contents, stats: Stats): Session {
  const expires = Math.round(stats.mtimeMs);
  // Each change writes a new file, so a session may be older than its file. Some systems do not know even that time.
  const created = stats.birthtimeMs > 0 ? Math.round(stats.birthtimeMs) : null;
  const used = lastUse(expires, lifetimeIn(contents), created) ?? Math.round(stats.ctimeMs);
  return readSession(base, contents, { created, used, expires }, Date.now());
}

/** In session-file-store, each record has the time when it was last used. */
function plainSession(base: Base, contents: Contents | Unread): Session | string {
  if (!('data' in contents)) {
    // `--prune` destroys corrupt sessions: a settings file with a comment in it must not look like one.
    const isForeign = contents.state === 'corrupt' && !ID_LIKE.test(base.sessionId ?? '');
    return isForeign ? 'not a session file' : unreadSession(base, contents);
  }
  const { __lastAccess: last, ...data } = contents.data;
  const used = typeof last === 'number' ? last : null;
  const lifetime = lifetimeIn(contents);
  const expires = used !== null && lifetime !== null ? used + lifetime : expiryIn(contents);
  const times = { created: null, used, expires };
  return readSession(base, { ...contents, data }, times, Date.now());
}

function asFound(unread: Unread, { kind }: SessionFile): Unread {
  if (kind !== 'set-aside') return unread;
  return { ...unread, reason: `set aside by the site: ${unread.reason}` };
}

/** Reads a file as it is. If the system allows it, its access time does not change. */
function read(path: string): { stats: Stats; contents: ReturnType<typeof readContents> } {
  const file = open(path);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return { stats, contents: NO_SESSION };
    if (stats.size > LARGEST_TEXT) return { stats, contents: TOO_LARGE };
    const bytes = stats.size <= scratch.length ? scratch : Buffer.allocUnsafe(stats.size);
    const length = readSync(file, bytes, 0, stats.size, 0);
    return { stats, contents: readContents(bytes.toString('utf8', 0, length)) };
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, AS_IT_IS | O_NOATIME);
  } catch (error) {
    // Only a file's owner may read it without changing the access time.
    if (errorCode(error) !== 'EPERM') throw error;
    return openSync(path, AS_IT_IS);
  }
}

function unreadableSession(path: string, base: Base, error: unknown): Session | string | undefined {
  const code = errorCode(error);
  if (code === undefined) throw error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  if (code === 'ENXIO') return 'not a regular file';
  if (code === 'ELOOP') return 'a link, and a site follows none';
  const reason = code === 'EACCES' ? 'permission denied' : `the system refused (${code})`;
  return unreadSession({ ...base, size: sizeOf(path) }, { state: 'unreadable', reason });
}

/** Without access to a session's folder, the size is unknown. */
function sizeOf(path: string): number {
  try {
    return lstatSync(path).size;
  } catch {
    return 0;
  }
}
