import { choicesOf, STORE, type Store } from '../src/scaffold/options.ts';
import { requestsPerSecond } from './autocannon.ts';
import { type Comparison, compare, comparisonLine, measureInTurns } from './rounds.ts';
import { startTwins } from './sites.ts';

export interface ProbeBenchmark {
  store: Store;
  rounds: number;
  /** How long each measurement takes. */
  seconds: number;
  connections: number;
}

/**
 * Compares the requests a second of a signed-in page with a probe in the app, and without one. The goal is a ratio of
 * 0.95 at least.
 */
export async function compareWithProbe(options: ProbeBenchmark): Promise<Comparison> {
  const { store, rounds, ...load } = options;
  const sites = await startTwins(store);
  const subject = async (name: string, url: string) => {
    const cookie = await signIn(url);
    const measure = () => requestsPerSecond(`${url}/about`, { ...load, cookie });
    return { name, measure };
  };
  // Somebody takes what the probe tells, as in a run.
  const reader = setInterval(() => sites.watched.takeOperations(), 1_000);
  try {
    const numbers = await measureInTurns(
      [await subject('with', sites.watched.urlOf(1)), await subject('without', sites.plain.url)],
      rounds,
    );
    return compare(
      `with a probe against without, ${store} store`,
      'requests/s',
      numbers.get('with') ?? [],
      numbers.get('without') ?? [],
    );
  } finally {
    clearInterval(reader);
    await sites.stop();
  }
}

/** @returns the session's cookie */
async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'alice', password: '', next: '/about' }),
    redirect: 'manual',
  });
  const [cookie = ''] = response.headers.getSetCookie();
  return cookie.split(';')[0] ?? '';
}

if (import.meta.filename === process.argv[1]) {
  for (const store of choicesOf(STORE)) {
    console.log(
      comparisonLine(await compareWithProbe({ store, rounds: 10, seconds: 3, connections: 10 })),
    );
  }
}
