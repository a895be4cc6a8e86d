import { existsSync } from 'node:fs';
import { Failure } from '../failure.ts';
import { locateStore, type StoreOptions } from './locate.ts';
import { askWhere } from './memory/connection.ts';
import type { StorePlace } from './places.ts';

/**
 * Finds the store to read: the one that options name; else the one of the app that runs in the folder under
 * `session-app dev`, because the app knows best; else the one that `locateStore` finds.
 *
 * @throws Failure `usage` if none can be found, `store-unreadable` if the app does not answer
 */
export async function findStore(
  options: StoreOptions,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<StorePlace> {
  const { site = '.', directory, redis, database, prefix } = options;
  const isNamed = (directory ?? redis ?? database) !== undefined;
  const live = isNamed || !existsSync(site) ? undefined : await askWhere(site, signal);
  if (!live) return locateStore(options, env);
  if ('store' in live) return { kind: 'memory', directory: site, store: live.store };
  if ('missing' in live) return atRest(options, env, live.missing);
  const { place } = live;
  return place.kind === 'redis' && prefix !== undefined ? { ...place, prefix } : place;
}

/** Where the sessions are while the app does not run. @throws Failure with `missing`, if only the app can read them */
function atRest(options: StoreOptions, env: NodeJS.ProcessEnv, missing: string): StorePlace {
  try {
    const place = locateStore(options, env);
    if (place.kind !== 'memory') return place;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  throw new Failure('store-unreadable', missing);
}
