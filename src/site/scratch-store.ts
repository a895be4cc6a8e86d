import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ReadablePlace } from '../stores/places.ts';
import { isOurs, type Site } from './site.ts';

/** A store for one run: the settings for the site, and where the store is. */
export interface RunStore {
  env: Readonly<Record<string, string>>;
  place?: ReadablePlace;
  /** Removes what the run stored. */
  clear(): Promise<void>;
}

/** A store that belongs to somebody: the run removes nothing from it. */
export function ownStore(storePlace: ReadablePlace | undefined): RunStore {
  return { env: {}, place: storePlace, clear: async () => {} };
}

/**
 * A temporary store for a site that `create` made, so that nobody's sessions are touched. Any other app keeps its own
 * store.
 *
 * @param folder a folder that is removed when the run ends
 * @param name distinguishes several stores of one run
 */
export function scratchStore({ kind, storePlace }: Site, folder: string, name: string): RunStore {
  if (!storePlace || !isOurs({ kind })) return ownStore(storePlace);
  if (storePlace.kind === 'file') {
    const directory = join(folder, `sessions-${name}`);
    return {
      env: { SESSION_DIR: directory },
      place: { ...storePlace, directory },
      // It is in the folder, and is removed with it.
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
