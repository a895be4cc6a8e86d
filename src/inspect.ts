import { oneByOne } from './one-by-one.ts';
import { type FilterOptions, filterOf } from './sessions/filter.ts';
import { type InspectedSession, inspected } from './sessions/inspected.ts';
import { locateStore, type StoreOptions } from './sessions/locate.ts';
import type { ReadOptions } from './sessions/record.ts';
import { openStore } from './sessions/store.ts';

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
export function inspect(options: InspectOptions = {}): AsyncIterableIterator<InspectedSession> {
  return oneByOne(inspectBatches(options));
}

async function* inspectBatches(options: InspectOptions): AsyncGenerator<InspectedSession[], void> {
  const { reveal = false, signal, onLeftOut } = options;
  const isMeant = filterOf(options);
  const store = await openStore(locateStore(options, process.env), signal);
  try {
    for await (const records of store.read({ signal, onLeftOut })) {
      yield records.filter(isMeant).map((record) => inspected(record, reveal));
    }
  } finally {
    store.close();
  }
}
