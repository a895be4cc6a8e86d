import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isOurs, type Site, type StorePlace } from './site.ts';

/** A store that a run has to itself: what tells the site of it, and where it is. */
export interface RunStore {
  env: Readonly<Record<string, string>>;
  place?: StorePlace;
}

/**
 * A store of its own for a site that create made, so that nobody's sessions are touched. Any other app keeps the
 * store that it has.
 *
 * @param folder one that goes when the run ends
 * @param name tells several stores of one run apart
 */
export function scratchStore(
  { storePlace, ...site }: Site,
  folder: string,
  name: string,
): RunStore {
  if (!storePlace) return { env: {} };
  if (!isOurs(site)) return { env: {}, place: storePlace };
  if (storePlace.kind === 'file') {
    const directory = join(folder, `sessions-${name}`);
    return { env: { SESSION_DIR: directory }, place: { kind: 'file', directory } };
  }
  const prefix = `simulate-${randomBytes(6).toString('hex')}:`;
  return { env: { REDIS_PREFIX: prefix }, place: { ...storePlace, prefix } };
}
