import { choicesOf, STORE, type Store } from '../src/create/options.ts';
import type { LoadEvent } from '../src/events/load.ts';
import { flowsPerSecond } from './autocannon.ts';
import { type Benchmark, type Contest, type Run, sizesOf } from './benchmark.ts';
import { fetchFlows } from './fetch-loop.ts';
import { measureInTurns } from './rounds.ts';
import { withTwins } from './sites.ts';

const BUILT = new URL('../dist/index.js', import.meta.url).href;

const SIZES = { full: { rounds: 5, seconds: 2.5 }, quick: { rounds: 1, seconds: 0.5 } };
const CONCURRENCY = 10;

export const load: Benchmark = {
  name: 'load',
  shows:
    'Sign-ins, pages and log-outs a second that a load drives out of the built-in site, 10 visitors at a time, with every response checked. The others look at nothing but the status, autocannon, or at nothing, a loop of `fetch` as one would write it by hand. All of them drive the same process.',
  async run(run) {
    const found: Contest[] = [];
    for (const store of choicesOf(STORE)) {
      if (store === 'redis' && !run.redisServer) {
        run.say('  without Redis, of which there is none here');
        continue;
      }
      run.say(`  ${store}`);
      found.push(await contest(run, store));
    }
    return found;
  },
};

async function contest(run: Run, store: Store): Promise<Contest> {
  const { rounds, seconds } = sizesOf(run, SIZES);
  // The build, which is what people run.
  const { load: drive }: typeof import('../src/index.ts') = await import(BUILT);
  return withTwins(store, run.redisServer, async ({ plain: { url } }) => {
    const subject = (name: string, flows: () => Promise<number>) => ({
      name,
      measure: async () => ({ 'flows/s': await flows() }),
    });
    const results = await measureInTurns(
      [
        subject('load', () =>
          flowsOf(drive({ url, users: 50, concurrency: CONCURRENCY, duration: seconds * 1000 })),
        ),
        subject('autocannon', () => flowsPerSecond(url, { connections: CONCURRENCY, seconds })),
        subject('fetch loop', () => fetchFlows(url, { concurrency: CONCURRENCY, seconds })),
      ],
      rounds,
    );
    return {
      setting: `${store} store`,
      pairs: [
        ['load', 'autocannon'],
        ['load', 'fetch loop'],
      ],
      results,
    };
  });
}

async function flowsOf(events: AsyncIterable<LoadEvent>): Promise<number> {
  let last: LoadEvent | undefined;
  for await (const event of events) last = event;
  if (last?.type !== 'end' || !last.passed) throw new Error('The load found something wrong.');
  return last.flows.perSecond;
}
