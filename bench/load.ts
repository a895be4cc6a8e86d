import type { LoadEvent } from '../src/harness/load-events.ts';
import { choicesOf, STORE, type Store } from '../src/scaffold/options.ts';
import { flowsPerSecond } from './autocannon.ts';
import { type Comparison, compare, comparisonLine, measureInTurns } from './rounds.ts';
import { startTwins } from './sites.ts';

const BUILT = new URL('../dist/index.js', import.meta.url).href;

export interface LoadBenchmark {
  store: Store;
  rounds: number;
  /** How long each measurement takes. */
  seconds: number;
  concurrency: number;
}

/**
 * Compares the flows a second that a load drives out of a site, checking every response, with those that autocannon
 * does. Both drive the same process. The goal is a ratio of 0.75 at least.
 */
export async function compareWithAutocannon(options: LoadBenchmark): Promise<Comparison> {
  const { store, rounds, seconds, concurrency } = options;
  // What people run is the build.
  const { load }: typeof import('../src/index.ts') = await import(BUILT);
  const sites = await startTwins(store);
  const { url } = sites.plain;
  try {
    const numbers = await measureInTurns(
      [
        {
          name: 'load',
          measure: () =>
            flowsPerSecondOf(load({ url, users: 50, concurrency, duration: seconds * 1000 })),
        },
        {
          name: 'autocannon',
          measure: () => flowsPerSecond(url, { connections: concurrency, seconds }),
        },
      ],
      rounds,
    );
    return compare(
      `load against autocannon, ${store} store, ${concurrency} at a time`,
      'flows/s',
      numbers.get('load') ?? [],
      numbers.get('autocannon') ?? [],
    );
  } finally {
    await sites.stop();
  }
}

async function flowsPerSecondOf(events: AsyncIterable<LoadEvent>): Promise<number> {
  let last: LoadEvent | undefined;
  for await (const event of events) last = event;
  if (last?.type !== 'end' || !last.passed) throw new Error('The load found something wrong.');
  return last.flows.perSecond;
}

if (import.meta.filename === process.argv[1]) {
  for (const store of choicesOf(STORE)) {
    console.log(
      comparisonLine(
        await compareWithAutocannon({ store, rounds: 8, seconds: 4, concurrency: 10 }),
      ),
    );
  }
}
