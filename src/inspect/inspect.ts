import { type SessionJson, sessionJson } from '../events/session.ts';
import { type FilterOptions, filterOf } from '../sessions/filter.ts';
import type { ReadOptions } from '../sessions/session.ts';
import { locateStore, type StoreOptions } from '../stores/locate.ts';
import { openStore } from '../stores/open.ts';
import { oneByOne } from './one-by-one.ts';

/** Which store to look into, and for what. */
export interface InspectOptions extends StoreOptions, FilterOptions, ReadOptions {
  /** Show whole session ids, and values that look like secrets. Default: false. */
  reveal?: boolean;
}

/**
 * Yields the sessions in a store, as they are read; who stops iterating stops the reading. The store is not changed.
 *
 * @throws Failure `usage` where no store can be found, `store-unreadable` where it cannot be read
 */
export function inspect(options: InspectOptions = {}): AsyncIterableIterator<SessionJson> {
  return oneByOne(inspectBatches(options));
}

async function* inspectBatches(options: InspectOptions): AsyncGenerator<SessionJson[], void> {
  const { reveal = false, signal, onLeftOut } = options;
  const isMeant = filterOf(options);
  const store = await openStore(locateStore(options, process.env), signal);
  try {
    for await (const records of store.read({ signal, onLeftOut })) {
      yield records.filter(isMeant).map((record) => sessionJson(record, reveal));
    }
  } finally {
    store.close();
  }
}
