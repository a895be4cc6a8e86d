import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  it,
  onTestFinished,
} from 'vitest';
import { type FaultyLine, openFaultyLine } from '../../support/faulty-line.ts';
import { portOf as portIn } from '../../support/port.ts';
import { type RedisServer, startRedis, withRedis } from '../../support/redis.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

const PASSWORD = 's3cret';
/** What the README of a site says that its user needs. */
const NEEDED = /A Redis user for it needs\s+`(.+?)`/
  .exec(readFileSync('templates/store-redis/README.md', 'utf8'))?.[1]
  ?.replace('{{redis_prefix}}', 'my-app:sess:')
  .split(' ') as string[];

/** Redis answers, and refuses what a sign-in needs. */
interface Refusal {
  cause: string[];
  mend: string[];
  /** What Redis says of it, and what the log adds. */
  log: RegExp;
}

const REFUSALS: Record<string, Refusal> = {
  'lets its user run no script': {
    cause: ['ACL', 'SETUSER', 'site', '-eval', '-evalsha'],
    mend: ['ACL', 'SETUSER', 'site', ...NEEDED],
    log: /refuses \(NOPERM .+ 'eval' command\)\. .+The README says which permissions/,
  },
  'lets its user write to other keys alone': {
    cause: ['ACL', 'SETUSER', 'site', 'resetkeys', '%R~*', '%W~other:*'],
    mend: ['ACL', 'SETUSER', 'site', 'resetkeys', ...NEEDED],
    log: /refuses \(NOPERM .+\)\. .+The README says which permissions/,
  },
  'is a replica': {
    cause: ['REPLICAOF', '127.0.0.1', '1'],
    mend: ['REPLICAOF', 'NO', 'ONE'],
    log: /refuses \(READONLY .+\)\. .+REDIS_URL must lead to a master\./,
  },
  'is full': {
    cause: ['CONFIG', 'SET', 'maxmemory', '1'],
    mend: ['CONFIG', 'SET', 'maxmemory', '0'],
    log: /refuses \(OOM .+\)\. .+Give it more memory\./,
  },
};

describe.skipIf(!inject('redisServer'))('when Redis', () => {
  let site: InstalledSite;
  let redis: RedisServer;
  let line: FaultyLine;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'redis', 'javascript');
  });
  afterAll(() => site.remove());
  beforeEach(async () => {
    redis = await startServer();
    line = await openFaultyLine(portOf(redis));
  });
  afterEach(async () => {
    await line.stop();
    await redis.stop();
  });

  const startServer = async () => {
    const server = await startRedis(inject('redisServer'), undefined, [
      ...['--repl-diskless-sync-delay', '0'],
    ]);
    await send(server, ['ACL', 'SETUSER', 'site', 'on', `>${PASSWORD}`, ...NEEDED]);
    return server;
  };
  const startSite = async () => {
    const running = await site.start('start', {
      REDIS_URL: `redis://site:${PASSWORD}@127.0.0.1:${line.port}`,
    });
    onTestFinished(async () => {
      expect(await running.stop()).toBe(0);
      expect(running.output()).not.toMatch(/unhandled|s3cret/i);
    });
    return running;
  };
  const statusOfSignIn = async ({ url }: RunningSite) =>
    (await new Visitor(url).post('/login', { username: 'bob' })).status;
  const health = async ({ url }: RunningSite) => (await new Visitor(url).get('/healthz')).status;
  const signIn = async ({ url }: RunningSite) => {
    const alice = new Visitor(url);
    expect((await alice.post('/login', { username: 'alice' })).status).toBe(302);
    return alice;
  };

  it.each(Object.entries(REFUSALS))(
    '%s: sign-ins are refused, /healthz tells, and the log gives the reason once',
    async (_name, { cause, mend, log }) => {
      const running = await startSite();
      const alice = await signIn(running);
      const session = decodeURIComponent(alice.jar.get('my-app') ?? '').slice(2, 12);
      await send(redis, cause);
      // More than once, and with pages in between that only read.
      for (let n = 0; n < 3; n += 1) {
        expect(await statusOfSignIn(running)).toBe(503);
        expect((await alice.get('/about')).body).toContain('Welcome alice!');
        expect(await health(running)).toBe(503);
      }
      await expect.poll(running.output).toMatch(log);
      await send(redis, mend);
      await expect.poll(() => health(running), { timeout: 10_000 }).toBe(200);
      await signIn(running);
      await expect.poll(running.output, { timeout: 10_000 }).toContain('stores sessions again.');
      const reports = running.output().match(/^Redis at .*$/gm);
      expect(reports).toEqual([
        expect.stringContaining('refuses'),
        expect.stringContaining('stores sessions again'),
      ]);
      expect(running.output()).not.toContain(session);
    },
  );

  it('cannot store from the start: /healthz tells before anybody has signed in', async () => {
    await send(redis, ['REPLICAOF', '127.0.0.1', '1']);
    const running = await startSite();
    expect(await health(running)).toBe(503);
    await expect.poll(running.output).toContain('refuses (READONLY');
  });

  it('is demoted, and its address leads to the new master: the site goes there by itself', async () => {
    const running = await startSite();
    const alice = await signIn(running);
    const heir = await startServer();
    onTestFinished(() => heir.stop());
    await send(heir, ['REPLICAOF', '127.0.0.1', String(portOf(redis))]);
    await expect
      .poll(async () => String(await send(redis, ['INFO', 'replication'])), { timeout: 10_000 })
      .toContain('state=online');
    await send(redis, ['FAILOVER', 'TO', '127.0.0.1', String(portOf(heir))]);
    await expect
      .poll(async () => String(await send(redis, ['ROLE'])), { timeout: 10_000 })
      .toContain('slave');
    line.target = portOf(heir);
    // The connection that stands leads to the old one, which can only be read.
    expect(await statusOfSignIn(running)).toBe(503);
    await expect.poll(() => statusOfSignIn(running), { timeout: 10_000 }).toBe(302);
    expect((await alice.get('/about')).body).toContain('Welcome alice!');
  });

  it('is older than 6.2: the log names the version that is needed', async () => {
    // What Redis 6.0 says of PXAT, in front of a Redis that knows it.
    const old = createServer((near) => {
      const far = connect(portOf(redis), '127.0.0.1');
      near.on('data', (chunk) => {
        if (chunk.includes('PXAT')) near.write('-ERR syntax error\r\n');
        else far.write(chunk);
      });
      far.pipe(near);
      for (const end of [near, far]) end.on('error', () => {}).on('close', () => far.destroy());
    }).listen(0, '127.0.0.1');
    await once(old, 'listening');
    onTestFinished(() => {
      old.close();
    });
    line.target = portIn(old);
    const running = await startSite();
    expect(await statusOfSignIn(running)).toBe(503);
    expect(await health(running)).toBe(503);
    await expect
      .poll(running.output)
      .toMatch(/refuses \(ERR syntax error\)\. .+ This site needs Redis 6\.2 or later\.$/m);
  });
});

function portOf({ url }: RedisServer): number {
  return Number(new URL(url).port);
}

function send({ url }: RedisServer, command: string[]): Promise<unknown> {
  return withRedis(url, (client) => client.sendCommand(command));
}
