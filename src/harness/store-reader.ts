import { readFileSessions } from '../sessions/file.ts';
import type { ReadablePlace } from '../sessions/locate.ts';
import type { SessionRecord } from '../sessions/record.ts';

/** Looks at a store from outside. @throws Failure `store-unreadable` */
export type ReadStore = () => Promise<SessionRecord[]>;

/** The way to look at a store, again and again. */
export function storeReader(place: ReadablePlace, signal: AbortSignal): ReadStore {
  return async () => {
    const records: SessionRecord[] = [];
    for await (const record of await sessionsIn(place, signal)) records.push(record);
    return records;
  };
}

async function sessionsIn(
  place: ReadablePlace,
  signal: AbortSignal,
): Promise<AsyncIterable<SessionRecord>> {
  if (place.kind === 'file') {
    return readFileSessions(place.directory, { signal, mayBeMissing: true });
  }
  const { readRedisSessions } = await import('../sessions/redis.ts');
  return readRedisSessions(place, { signal, exactTimes: true });
}
