import { ALICE, type DeployedSite, FROM_PROXY, signIn } from '../test/support/deployed-site.ts';
import { startRedis } from '../test/support/redis.ts';
import { drivePage } from './autocannon.ts';
import { type Benchmark, type Contest, type Pair, type Run, sizesOf } from './benchmark.ts';
import { cpuTime } from './cpu-time.ts';
import { measureInTurns, type Numbers } from './rounds.ts';
import { type ServerName, startServer, whatIsMissing } from './servers.ts';

const SIZES = {
  full: { rounds: 5, seconds: 1.5, visitors: [1, 1_000] },
  quick: { rounds: 1, seconds: 0.3, visitors: [1, 20] },
};
const CONNECTIONS = 10;

const ALL =
  'All servers run in production, each in one process, and are asked over 10 connections that are kept alive. Ours has every protection in place, and an account; it renders its page by its view engine. The others write the same page by a template literal.';

export const SIGNED_IN_PAGES: readonly Benchmark[] = [
  signedInPage(
    'page-memory',
    `A signed-in page, with sessions in memory. ${ALL} Those on express-session are set up as their READMEs show it, those without a session show the same name to everybody.`,
    [
      ['this site, memory', 'express-session, MemoryStore'],
      ['this site, memory', 'memorystore'],
      ['this site, memory', '@fastify/session'],
      ['this site, memory', 'Express, no session'],
      ['this site, memory', 'node:http'],
    ],
  ),
  signedInPage(
    'page-file',
    'A signed-in page, with sessions in files. The circumstances are those of page-memory. session-file-store is set up as its README shows it, so that express-session stores each session again at each request.',
    [
      ['this site, file', 'this site, memory'],
      ['this site, file', 'session-file-store'],
    ],
  ),
  signedInPage(
    'page-redis',
    'A signed-in page, with sessions in Redis. The circumstances are those of page-memory; both ask the same Redis.',
    [['this site, redis', 'connect-redis']],
  ),
  signedInPage(
    'page-flask',
    'A signed-in page beside Flask with Flask-Session, which keeps sessions in files and renders its page by Jinja, under gunicorn with one worker. The circumstances are those of page-memory; ten threads keep the connections alive.',
    [
      ['this site, memory', 'Flask-Session'],
      ['this site, file', 'Flask-Session'],
      ['this site, redis', 'Flask-Session'],
    ],
  ),
];

type ServerPair = readonly [ours: ServerName, other: ServerName];

function signedInPage(name: string, shows: string, wanted: readonly ServerPair[]): Benchmark {
  return {
    name,
    shows,
    async run(run) {
      const missing = [...new Set(wanted.flat())].filter((server) => !canRun(run, server));
      const pairs = wanted.filter((pair) => !pair.some((server) => missing.includes(server)));
      if (pairs.length === 0) return [];
      const redis = run.redisServer ? await startRedis(run.redisServer) : undefined;
      const surroundings = { packages: run.packages, ...(redis && { redisUrl: redis.url }) };
      const servers = new Map<ServerName, DeployedSite>();
      try {
        for (const server of new Set(pairs.flat())) {
          servers.set(server, await startServer(server, surroundings));
        }
        return await contests(run, pairs, servers);
      } finally {
        await Promise.all([...servers.values()].map((server) => server.stop()));
        await redis?.stop();
      }
    },
  };
}

function canRun(run: Run, server: ServerName): boolean {
  const missing = whatIsMissing(server, run.redisServer);
  if (missing) run.say(`  without ${server}: ${missing}`);
  return missing === undefined;
}

async function contests(
  run: Run,
  pairs: readonly Pair[],
  servers: ReadonlyMap<string, DeployedSite>,
): Promise<Contest[]> {
  const { rounds, seconds, visitors } = sizesOf(run, SIZES);
  const most = Math.max(...visitors);
  const cookies = new Map<string, string[]>();
  for (const [name, { url }] of servers) cookies.set(name, await signInAll(url, most));
  const found: Contest[] = [];
  for (const count of visitors) {
    const setting = count === 1 ? '1 visitor' : `${count.toLocaleString('en')} visitors`;
    run.say(`  ${setting}`);
    const subjects = [...servers].map(([name, server]) => ({
      name,
      measure: () => measure(server, (cookies.get(name) ?? []).slice(0, count), seconds),
    }));
    found.push({ setting, pairs, results: await measureInTurns(subjects, rounds) });
  }
  return found;
}

async function measure(
  { url, process: { pid = 0 } }: DeployedSite,
  cookies: readonly string[],
  seconds: number,
): Promise<Numbers> {
  const headers = cookies.map((cookie) => ({ ...FROM_PROXY, cookie }));
  const before = cpuTime(pid);
  const driven = await drivePage(`${url}/about`, { connections: CONNECTIONS, seconds, headers });
  const after = cpuTime(pid);
  const { requests, ...numbers } = driven;
  if (before === undefined || after === undefined) return numbers;
  return { ...numbers, 'CPU µs/request': (after - before) / requests };
}

/** Signs in a number of visitors. Each one's page shows who is signed in. */
async function signInAll(url: string, count: number): Promise<string[]> {
  const cookies: string[] = [];
  for (let n = 0; n < count; n += 1) cookies.push(await signIn(url));
  for (const cookie of [cookies[0] ?? '', cookies.at(-1) ?? '']) {
    const page = await fetch(`${url}/about`, { headers: { ...FROM_PROXY, cookie } });
    if (!(await page.text()).includes(`Welcome ${ALICE.username}!`)) {
      throw new Error(`${url} does not know who is signed in.`);
    }
  }
  return cookies;
}
