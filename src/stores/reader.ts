import type { Session } from '../sessions/session.ts';
import { readFileSessions } from './file/read.ts';
import type { ReadablePlace } from './locate.ts';

/** Looks at a store from outside. @throws Failure `store-unreadable` */
export type ReadStore = () => Promise<Session[]>;

/** The way to look at a store, again and again. */
export function storeReader(place: ReadablePlace, signal: AbortSignal): ReadStore {
  return async () => {
    const records: Session[] = [];
    for await (const record of await sessionsIn(place, signal)) records.push(record);
    return records;
  };
}

async function sessionsIn(
  place: ReadablePlace,
  signal: AbortSignal,
): Promise<AsyncIterable<Session>> {
  if (place.kind === 'file') {
    return readFileSessions(place.directory, { signal, mayBeMissing: true });
  }
  const { readRedisSessions } = await import('./redis/read.ts');
  return readRedisSessions(place, { signal, exactTimes: true });
}
