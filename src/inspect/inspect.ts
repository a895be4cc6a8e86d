import { type SessionJson, sessionJson } from '../events/session.ts';
import { Failure } from '../failure.ts';
import { withoutOwnId } from '../masking/own-id.ts';
import { type FilterOptions, filterOf } from '../sessions/filter.ts';
import type { ReadOptions } from '../sessions/session.ts';
import { SORTS, type Sort } from '../sessions/sort.ts';
import { findStore } from '../stores/find.ts';
import type { StoreOptions } from '../stores/locate.ts';
import { openStore } from '../stores/open.ts';
import { choose } from './choose.ts';

/** The store to read, and which of its sessions to return. */
export interface InspectOptions extends StoreOptions, FilterOptions, ReadOptions {
  /** The order. Default: as they are read. */
  sort?: Sort;
  /** The most sessions to return; 0 means no limit. Default: 0. */
  limit?: number;
  /** Shows whole session ids, and values that look like secrets. Default: false. */
  reveal?: boolean;
}

/**
 * Yields the sessions in a store as they are read or, if they must be sorted, when all are read. If the consumer stops
 * iterating, the reading stops. The store is not changed.
 *
 * @throws Failure `usage` if no store is found or an option is not valid, `store-unreadable` if the store cannot be
 * read
 */
export async function* inspect(
  options: InspectOptions = {},
): AsyncGenerator<SessionJson, void, undefined> {
  const { reveal = false, sort, limit = 0, signal, onLeftOut, onNote } = options;
  if (sort !== undefined && !Object.hasOwn(SORTS, sort)) {
    throw new Failure('usage', `Sessions cannot be sorted by that. Choose one of: ${SORT_NAMES}.`);
  }
  const choice = { isMeant: filterOf(options), sort, limit: limit || Number.POSITIVE_INFINITY };
  const store = await openStore(await findStore(options, process.env, signal), signal);
  try {
    for await (const sessions of choose(store.read({ signal, onLeftOut, onNote }), choice)) {
      for (const session of sessions) {
        yield sessionJson(reveal ? session : withoutOwnId(session), reveal);
      }
    }
  } finally {
    store.close();
  }
}

const SORT_NAMES = Object.keys(SORTS).join(', ');
