import { grouped } from '../../quantities.ts';
import type { Session } from '../../sessions/session.ts';
import { Sorter } from '../../sessions/sort.ts';
import {
  addTo,
  type Counts,
  countsLine,
  emptyCounts,
  totalOf,
} from '../../terminal/session-words.ts';
import { filterFrom, hasFilter, type Inspection } from './inspection.ts';
import { reading } from './reading.ts';
import { resultsFor } from './results.ts';

/** On a terminal, more would scroll away. */
const TERMINAL_LIMIT = 50;

/** Lists sessions as they are read, or, if they are to be sorted, when all are read. */
export async function listSessions(inspection: Inspection): Promise<void> {
  const { store, flags, screen } = inspection;
  const limit = limitOf(inspection);
  const tally = emptyCounts();
  const counts = { read: 0 };
  const results = flags.count ? NO_RESULTS : resultsFor(flags, screen);
  try {
    for await (const records of chosen(inspection, limit, counts)) {
      for (const record of records) addTo(tally, record);
      // What is shown to a person is worth the time that it takes to ask.
      await results.add(screen.terminal && !flags.count ? await store.withTimes(records) : records);
    }
  } catch (error) {
    await results.breakOff();
    throw error;
  }
  await results.end();
  if (flags.count) screen.data(String(totalOf(tally)));
  else if (!flags.json && !flags.ndjson) {
    screen.say(`${summary(tally, limit, counts.read, inspection)}      ${store.name}`);
  }
}

const NO_RESULTS = { add: async () => {}, end: async () => {}, breakOff: async () => {} };

function limitOf({ flags, screen }: Inspection): number {
  const byItself = screen.terminal && !flags.count ? TERMINAL_LIMIT : 0;
  return (flags.limit ?? byItself) || Number.POSITIVE_INFINITY;
}

/** The sessions that were asked for, in the order that was asked for; at the limit, no more is read. */
async function* chosen(
  { store, flags, screen, signal }: Inspection,
  limit: number,
  counts: { read: number },
): AsyncGenerator<Session[]> {
  const isMeant = filterFrom(flags);
  const sorter = flags.sort && new Sorter(flags.sort, limit);
  let room = limit;
  for await (const records of reading(store, screen, signal)) {
    counts.read += records.length;
    const meant = hasFilter(flags) ? records.filter(isMeant) : records;
    if (sorter) {
      for (const record of meant) sorter.add(record);
      continue;
    }
    yield meant.slice(0, room);
    room -= meant.length;
    if (room <= 0) return;
  }
  if (sorter) yield sorter.sorted();
}

function summary(tally: Counts, limit: number, read: number, { flags }: Inspection): string {
  const limited = totalOf(tally) >= limit;
  const line = limited ? countsLine(tally).replace(/(?=:|$)/, ' shown') : countsLine(tally);
  if (limited && !flags.sort) return `${line}; there may be more (--limit 0)`;
  return limited || hasFilter(flags) ? `${line}, of ${grouped(read)}` : line;
}
