import { choicesOf, STORE, type Store } from '../src/create/options.ts';
import { signIn } from '../test/support/deployed-site.ts';
import { drivePage } from './autocannon.ts';
import { type Benchmark, type Contest, type Run, sizesOf } from './benchmark.ts';
import { measureInTurns } from './rounds.ts';
import { withTwins } from './sites.ts';

const SIZES = { full: { rounds: 24, seconds: 1 }, quick: { rounds: 1, seconds: 0.3 } };

export const probe: Benchmark = {
  name: 'probe',
  shows:
    'What the probe costs by which `simulate` and `dev` see the store of an app: a signed-in page of the built-in site, over 10 connections, with a probe in it and without.',
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
  return withTwins(store, run.redisServer, async ({ plain, watched }) => {
    const subject = async (name: string, url: string) => {
      const headers = [{ cookie: await signIn(url) }];
      return {
        name,
        async measure() {
          const { 'requests/s': rate } = await drivePage(`${url}/about`, {
            connections: 10,
            seconds,
            headers,
          });
          return { 'requests/s': rate };
        },
      };
    };
    // The operations are read regularly, as in a run.
    const reader = setInterval(() => watched.takeOperations(), 1_000);
    try {
      const results = await measureInTurns(
        [await subject('with a probe', watched.urlOf(1)), await subject('without', plain.url)],
        rounds,
      );
      return { setting: `${store} store`, pairs: [['with a probe', 'without']], results };
    } finally {
      clearInterval(reader);
    }
  });
}
