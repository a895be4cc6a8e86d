import type { Session } from '../../src/sessions/session.ts';
import { openStore } from '../../src/stores/open.ts';
import type { ReadablePlace } from '../../src/stores/places.ts';
import type { StoreReadOptions } from '../../src/stores/store.ts';

/** The sessions in a store, one at a time. */
export async function* sessionsIn(
  place: ReadablePlace,
  options: StoreReadOptions = {},
): AsyncGenerator<Session> {
  const store = await openStore(place);
  try {
    for await (const batch of store.read(options)) yield* batch;
  } finally {
    store.close();
  }
}
