import { choose } from '../../inspect/choose.ts';
import { grouped } from '../../quantities.ts';
import type { Session } from '../../sessions/session.ts';
import {
  addTo,
  type Counts,
  countsLine,
  emptyCounts,
  totalOf,
} from '../../terminal/session-words.ts';
import { filterFrom, hasFilter, type Inspection } from './inspection.ts';
import { readingFor } from './reading.ts';
import { resultsFor } from './results.ts';

/** On a terminal, a longer list would scroll away. */
const TERMINAL_LIMIT = 50;

/** Lists sessions as they are read, or, if they are to be sorted, when all are read. */
export async function listSessions(inspection: Inspection): Promise<void> {
  const { store, flags, screen, signal } = inspection;
  const limit = limitOf(inspection);
  const tally = emptyCounts();
  const counts = { read: 0 };
  const results = flags.count ? NO_RESULTS : resultsFor(flags, screen);
  try {
    const read = counted(readingFor(flags.user, store, screen, signal), counts);
    const choice = { isMeant: filterFrom(flags), sort: flags.sort, limit };
    for await (const sessions of choose(read, choice)) {
      for (const session of sessions) addTo(tally, session);
      // For a person, asking for exact times is worth the time.
      await results.add(
        screen.terminal && !flags.count ? await store.withTimes(sessions) : sessions,
      );
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

async function* counted(
  batches: AsyncIterable<Session[]>,
  counts: { read: number },
): AsyncGenerator<Session[]> {
  for await (const sessions of batches) {
    counts.read += sessions.length;
    yield sessions;
  }
}

function summary(tally: Counts, limit: number, read: number, { flags }: Inspection): string {
  const limited = totalOf(tally) >= limit;
  const line = limited ? countsLine(tally).replace(/(?=:|$)/, ' shown') : countsLine(tally);
  if (limited && !flags.sort) return `${line}; there may be more (--limit 0)`;
  return limited || hasFilter(flags) ? `${line}, of ${grouped(read)}` : line;
}
