import type { Session } from '../sessions/session.ts';
import { openStore } from './open.ts';
import type { ReadablePlace } from './places.ts';

/** Reads a store from outside. @throws Failure `store-unreadable` */
export type ReadStore = () => Promise<Session[]>;

/** Reads a store again and again. If an app has not made the folder yet, the store is empty. */
export function storeReader(place: ReadablePlace, signal: AbortSignal): ReadStore {
  const whole = place.kind === 'file' ? { ...place, mayBeMissing: true } : place;
  return async () => {
    const store = await openStore(whole, signal);
    const sessions: Session[] = [];
    try {
      for await (const batch of store.read({ signal, exactTimes: true })) sessions.push(...batch);
    } finally {
      store.close();
    }
    return sessions;
  };
}
