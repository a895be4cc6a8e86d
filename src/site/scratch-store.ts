import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ReadablePlace } from '../stores/places.ts';
import { isOurs, type Site } from './site.ts';

/** A store that a run has to itself: what tells the site of it, and where it is. */
export interface RunStore {
  env: Readonly<Record<string, string>>;
  place?: ReadablePlace;
  /** Takes away what the run stored. */
  clear(): Promise<void>;
}

/** A store that belongs to somebody: nothing in it is ours to take away. */
export function ownStore(storePlace: ReadablePlace | undefined): RunStore {
  return { env: {}, place: storePlace, clear: async () => {} };
}

/**
 * A store of its own for a site that create made, so that nobody's sessions are touched. Any other app keeps the
 * store that it has.
 *
 * @param folder one that goes when the run ends
 * @param name tells several stores of one run apart
 */
export function scratchStore({ kind, storePlace }: Site, folder: string, name: string): RunStore {
  if (!storePlace || !isOurs({ kind })) return ownStore(storePlace);
  if (storePlace.kind === 'file') {
    const directory = join(folder, `sessions-${name}`);
    return {
      env: { SESSION_DIR: directory },
      place: { ...storePlace, directory },
      // It lies in the folder, and goes with it.
      clear: async () => {},
    };
  }
  const prefix = `simulate-${randomBytes(6).toString('hex')}:`;
  const place = { ...storePlace, prefix };
  return {
    env: { REDIS_URL: place.url, REDIS_PREFIX: prefix },
    place,
    async clear() {
      const { clearRedis } = await import('../stores/redis/clear.ts');
      await clearRedis(place, [prefix, `failures:${prefix}`, `users:${prefix}`]);
    },
  };
}
