import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { choicesOf, STORE, type Store } from '../../src/create/options.ts';
import { findProgram } from '../../test/support/programs.ts';
import { Ledger } from './ledger.ts';
import { faultsIn, type Observed } from './observed.ts';
import { LIMITS_MS, type SoakedSite, startSoakedSite } from './site.ts';
import { visit } from './visitor.ts';

// Sends visitors to a site of each store, checks that the site keeps what it has confirmed, and looks for remains of
// the visitors. Prints one line of JSON per store to stdout, and messages to stderr. Exit code 1 if anything is wrong.

const VISITORS = 20;
const SAMPLE_MS = 2_000;
/** A sweep each minute removes what expired a minute before. */
const LEFTOVERS_MS = 150_000;

process.once('SIGINT', () => process.exit(130));

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '180' } } });
const seconds = Number(values.seconds);
if (!(seconds >= 1)) {
  console.error('--seconds takes a number from 1 up.');
  process.exit(2);
}

const redisServer = findProgram(['redis-server', 'valkey-server']);
if (!redisServer) console.error('There is no Redis here, so its store is left out.');
const stores = choicesOf(STORE).filter((store) => store !== 'redis' || redisServer);
console.error(`${VISITORS} visitors on each of ${stores.join(', ')}, for ${seconds} s …`);

const results = await Promise.all(stores.map(soak));
for (const { store, faults, ...figures } of results) {
  console.log(JSON.stringify({ store, passed: faults.length === 0, ...figures, faults }));
}
if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1;

async function soak(store: Store) {
  const site = await startSoakedSite(store, redisServer);
  try {
    const ledger = new Ledger();
    const before = await site.ask('descriptors');
    const heap = await whileVisited(site, ledger);
    const observed: Observed = { heap, ...(await afterwards(site, before)) };
    const faults = [...ledger.broken, ...faultsIn(observed)];
    const { requests, acknowledged } = ledger;
    return { store, requests, ...acknowledged, ...observed, faults };
  } finally {
    await site.stop();
  }
}

/** Sends the visitors, and returns the sizes of the heap at regular times, in bytes. */
async function whileVisited(site: SoakedSite, ledger: Ledger): Promise<number[]> {
  const signal = AbortSignal.timeout(seconds * 1_000);
  const visitors = Array.from({ length: VISITORS }, (_, n) =>
    visit(site.url, `soak-${n}`, ledger, signal),
  );
  const heap: number[] = [];
  while (!signal.aborted) {
    await pause(SAMPLE_MS);
    heap.push(await site.ask('heap'));
  }
  await Promise.all(visitors);
  return heap;
}

/** Waits until all sessions have expired and were swept, and returns what is left. */
async function afterwards(site: SoakedSite, before: number): Promise<Omit<Observed, 'heap'>> {
  await pause(LIMITS_MS.idle);
  const deadline = Date.now() + LEFTOVERS_MS;
  const look = async () => ({
    leftovers: await site.leftovers(),
    names: await site.ask('names'),
    descriptors: { before, after: await site.ask('descriptors') },
  });
  let seen = await look();
  while (Date.now() < deadline && faultsIn({ heap: [], ...seen }).length > 0) {
    await pause(SAMPLE_MS);
    seen = await look();
  }
  return seen;
}
