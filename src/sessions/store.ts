import type { Filter } from './filter.ts';
import type { StorePlace } from './locate.ts';
import type { ReadOptions, SessionRecord } from './record.ts';

/** What became of a session that was to be destroyed. */
export type Destruction =
  | 'destroyed'
  /** It was no longer there. */
  | 'gone'
  /** Meanwhile it had changed, and is no longer what was meant. */
  | 'kept';

/** A store of sessions, seen from outside. Every method throws Failure `store-unreadable` where it cannot be reached. */
export interface SessionStore {
  /** What and where it is: `file .sessions/`, `redis 127.0.0.1:6379 sess:`. */
  readonly name: string;

  /** Reads all sessions, some at a time. Nothing is changed by that. */
  read(options: ReadOptions): AsyncIterable<SessionRecord[]>;

  /** The session of an id, or undefined where there is none. */
  find(sessionId: string): Promise<SessionRecord | undefined>;

  /** The same records, with times that were left out of them when they were read, because to ask takes long. */
  withTimes(records: SessionRecord[]): Promise<SessionRecord[]>;

  /**
   * Destroys a session, if it is still what was meant. It cannot come back by a request that is under way.
   *
   * @throws Failure `cannot-write` where that is not allowed
   */
  destroy(record: SessionRecord, isMeant: Filter): Promise<Destruction>;

  /** Lets go of connections. */
  close(): void;
}

/**
 * Opens a store. A Redis is connected to when it is first asked.
 *
 * @throws Failure `usage` where the address is none
 */
export async function openStore(place: StorePlace, signal?: AbortSignal): Promise<SessionStore> {
  switch (place.kind) {
    case 'file': {
      const { FileStore } = await import('./file-store.ts');
      return new FileStore(place);
    }
    case 'redis': {
      const { RedisStore } = await import('./redis-store.ts');
      return new RedisStore(place, signal);
    }
    case 'memory': {
      const { MemoryStore } = await import('./memory-store.ts');
      return new MemoryStore(place.directory);
    }
  }
}
