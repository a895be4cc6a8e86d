import type { Filter } from '../sessions/filter.ts';
import type { Session } from '../sessions/session.ts';
import { type Sort, Sorter } from '../sessions/sort.ts';

/** Which sessions of a store to return, and in which order. */
export interface Choice {
  isMeant: Filter;
  /** If absent, they come in the order of reading. */
  sort?: Sort;
  /** The most sessions to return. */
  limit?: number;
}

/** The chosen sessions, in batches. If they need not be sorted, reading stops at the limit. */
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
