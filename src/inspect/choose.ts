import type { Filter } from '../sessions/filter.ts';
import type { Session } from '../sessions/session.ts';
import { type Sort, Sorter } from '../sessions/sort.ts';

/** Which sessions of a store are wanted, and in what order. */
export interface Choice {
  isMeant: Filter;
  /** Without it, they come as they are read. */
  sort?: Sort;
  /** So many at most. */
  limit?: number;
}

/** The sessions that are wanted, some at a time. Without an order, no more is read than the limit needs. */
export async function* choose(
  batches: AsyncIterable<Session[]>,
  { isMeant, sort, limit = Number.POSITIVE_INFINITY }: Choice,
): AsyncGenerator<Session[], void> {
  const sorter = sort && new Sorter(sort, limit);
  let room = limit;
  for await (const sessions of batches) {
    const meant = sessions.filter(isMeant);
    if (sorter) {
      for (const session of meant) sorter.add(session);
      continue;
    }
    yield meant.slice(0, room);
    room -= meant.length;
    if (room <= 0) return;
  }
  if (sorter) yield sorter.sorted();
}
