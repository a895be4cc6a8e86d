import type { RequestHandler } from 'express';
import type { SessionData } from 'express-session';
import type { Attempts } from '../accounts/attempts.ts';

/** A session as it is stored. It leaves the store when `cookie.expires` is past. */
export type StoredSession = SessionData & Successor;

/** What is left of a session for a moment after a sign-in: such a record is no session any more. */
interface Successor {
  /** The id of the session that took its place. */
  movedTo?: string;
}

/**
 * What this site asks of a store, whichever it is: `open-store.ts` keeps these promises.
 * Every method may be called at the same time as any other, by this process or another one.
 * A method throws only when the store itself fails.
 */
export interface SessionStore {
  /** Where sessions are kept, to complete the sentence "Sessions are kept …". */
  readonly description: string;

  /** Where failed sign-ins are counted, if processes that share the store are to share the count as well. */
  readonly attempts?: Attempts;

  /** What the store wants around each request that may need it: a deadline, for example. */
  readonly aroundRequests?: RequestHandler;

  /** Finds a record. One that never was, has expired, or cannot be read as a session is undefined. */
  find(id: string): Promise<StoredSession | undefined>;

  /**
   * Stores a new record under a new id. It can be found by everyone once the promise resolves. It is a `NoRoomError`
   * where a session of nobody who is signed in would take the room of those who are.
   */
  create(id: string, record: StoredSession): Promise<void>;

  /**
   * Replaces a record by what `change` makes of it as it is now, with nothing in between.
   * A record that is gone stays gone: the answer is then false, and nothing is written.
   */
  update(id: string, change: (record: StoredSession) => StoredSession): Promise<boolean>;

  /** Moves the time at which a record leaves, and changes nothing else. A record that is gone stays gone. */
  extend(id: string, expires: Date): Promise<void>;

  /** Deletes a record for every process. Deleting what is not there is no error; the answer is then false. */
  delete(id: string): Promise<boolean>;

  /** Resolves if a session could be stored now. Nothing is changed, but for what is needed to find out. */
  check(): Promise<void>;

  /** Lets go of files, timers and connections. Nothing else is called afterwards. */
  close(): Promise<void>;
}

/** There is room for the sessions of those who are signed in, but not for one more of anybody else. */
export class NoRoomError extends Error {}

/**
 * The record that a stored text holds, or undefined where it holds none.
 * `expires` is given where the store knows better than the text when the record leaves.
 */
export function parseRecord(text: string, expires?: number): StoredSession | undefined {
  try {
    const record = JSON.parse(text);
    if (typeof record?.cookie !== 'object' || record.cookie === null) return undefined;
    if (expires !== undefined) record.cookie.expires = new Date(expires);
    return record;
  } catch {
    return undefined;
  }
}

/** When a record leaves its store, in milliseconds since 1970. */
export function expiryOf(record: StoredSession): number {
  return new Date(record.cookie.expires ?? 0).getTime();
}
