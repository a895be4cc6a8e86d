import type { LoadEndEvent, LoadEvent } from '../../src/events/load.ts';
import { type LoadOptions, load } from '../../src/load/load.ts';

/** All events of a load. */
export async function loadEvents(options: LoadOptions): Promise<LoadEvent[]> {
  const events: LoadEvent[] = [];
  for await (const event of load(options)) events.push(event);
  return events;
}

/** What came of a load. */
export async function resultOf(options: LoadOptions): Promise<LoadEndEvent> {
  const end = (await loadEvents(options)).at(-1);
  if (end?.type !== 'end') throw new Error('The load did not end.');
  return end;
}

/** How often each invariant was broken. */
export function countsOf({ invariants }: LoadEndEvent): Record<string, number> {
  return Object.fromEntries(
    Object.entries(invariants).map(([invariant, { count }]) => [invariant, count]),
  );
}
