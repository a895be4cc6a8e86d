import type { Session } from '../sessions/session.ts';
import { openStore } from './open.ts';
import type { ReadablePlace } from './places.ts';

/** Looks at a store from outside. @throws Failure `store-unreadable` */
export type ReadStore = () => Promise<Session[]>;

/** The way to look at a store, again and again. A folder that an app has not made yet is an empty store. */
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
