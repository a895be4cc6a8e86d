import { once } from 'node:events';
import { createServer } from 'node:net';
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
import { selfSignedCertificate } from '../../support/certificate.ts';
import { type FaultyLine, openFaultyLine } from '../../support/faulty-line.ts';
import { portOf } from '../../support/port.ts';
import { freePort, type RedisServer, startRedis, withRedis } from '../../support/redis.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../../support/site.ts';
import { type Answer, Visitor } from '../../support/visitor.ts';

it.skipIf(!inject('redisServer'))(
  'a Redis behind TLS is reached by a rediss:// address',
  async () => {
    const { key, certificate } = selfSignedCertificate();
    const port = await freePort();
    const tls = ['--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key];
    const server = await startRedis(inject('redisServer'), undefined, [
      ...tls,
      '--tls-auth-clients',
      'no',
    ]);
    const site = await borrowSite('authenticated', 'redis', 'javascript');
    const running = await site.start('start', {
      REDIS_URL: `rediss://127.0.0.1:${port}`,
      NODE_EXTRA_CA_CERTS: certificate,
    });
    const alice = new Visitor(running.url);
    await alice.post('/login', { username: 'alice' });
    const about = await alice.get('/about');
    await running.stop();
    await server.stop();
    await site.remove();
    expect(about.body).toContain('Welcome alice!');
  },
);

const PASSWORD = 's3cret';

/** What stands between a site and its sessions. */
interface Place {
  redis: RedisServer;
  line: FaultyLine;
}

interface Fault {
  cause(place: Place): unknown;
  /** Undoes it. The site is not told: it has to find out by itself. */
  mend(place: Place): unknown;
  /** Whether sessions outlive it. */
  keeps: boolean;
}

/** The ways in which a Redis that answered stops doing so, and comes back. */
const FAULTS: Record<string, Fault> = {
  'is killed, and started again empty': {
    cause: ({ redis }) => redis.stop(),
    mend: (place) => startServer(place),
    keeps: false,
  },
  'is frozen': {
    cause: ({ redis }) => redis.process.kill('SIGSTOP'),
    mend: ({ redis }) => redis.process.kill('SIGCONT'),
    keeps: true,
  },
  'takes two seconds to answer': {
    cause: ({ line }) => {
      line.delay = 1_000;
    },
    mend: ({ line }) => {
      line.delay = 0;
    },
    keeps: true,
  },
  'takes the password no longer': {
    cause: async ({ redis }) => {
      await configure(redis, PASSWORD, 'requirepass', 'another');
      await withRedis(urlOf(redis, 'another'), (client) =>
        client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']),
      );
    },
    mend: ({ redis }) => configure(redis, 'another', 'requirepass', PASSWORD),
    keeps: true,
  },
};

function urlOf({ url }: RedisServer, password: string): string {
  return url.replace('//', `//:${password}@`);
}

function configure(redis: RedisServer, password: string, setting: string, value: string) {
  return withRedis(urlOf(redis, password), (client) => client.configSet(setting, value));
}

/** Starts the server, or starts it again where it was. */
async function startServer(place: Partial<Place>): Promise<RedisServer> {
  const port = place.redis && Number(new URL(place.redis.url).port);
  place.redis = await startRedis(inject('redisServer'), port);
  await withRedis(place.redis.url, (client) => client.configSet('requirepass', PASSWORD));
  return place.redis;
}

describe.skipIf(!inject('redisServer'))('when Redis', () => {
  let site: InstalledSite;
  let place: Place;
  beforeAll(async () => {
    site = await borrowSite('anonymous', 'redis');
  });
  afterAll(() => site.remove());
  beforeEach(async () => {
    const started: Partial<Place> = {};
    const redis = await startServer(started);
    place = { redis, line: await openFaultyLine(Number(new URL(redis.url).port)) };
  });
  afterEach(async () => {
    await place.line.stop();
    await place.redis.stop();
  });

  /** Whatever the fault: the site goes on, and its log holds no password. */
  const startSite = async (url = `redis://:${PASSWORD}@127.0.0.1:${place.line.port}`) => {
    const running = await site.start('start', { REDIS_URL: url });
    onTestFinished(async () => {
      expect(await running.stop()).toBe(0);
      expect(running.output()).not.toMatch(/unhandled|s3cret/i);
    });
    return running;
  };
  /** The refusal has to come within two seconds: a visitor, or a load balancer, waits no longer. */
  const expectRefusal = async (asked: Promise<Answer>) => {
    const tooLate = new Promise<undefined>((resolve) => setTimeout(resolve, 2_000));
    const answer = await Promise.race([asked, tooLate]);
    expect(answer?.status).toBe(503);
    expect(answer?.cookies).toEqual([]);
    expect(answer?.body).toContain('We cannot reach our sessions at the moment.');
    expect(answer?.body).not.toMatch(/ECONN|Redis|s3cret|at .*\.js/);
  };
  /** A page that can do without a session comes without one. */
  const expectPage = async (asked: Promise<Answer>) => {
    const answer = await asked;
    expect(answer.status).toBe(200);
    expect(answer.cookies).toEqual([]);
  };
  const expectRecovery = (visitor: Visitor) =>
    expect.poll(async () => (await visitor.get('/home')).status, { timeout: 10_000 }).toBe(200);
  const signIn = async ({ url }: RunningSite) => {
    const alice = new Visitor(url);
    expect((await alice.post('/login', { username: 'alice' })).status).toBe(302);
    return alice;
  };

  const expectInLog = (running: RunningSite, line: RegExp) =>
    expect.poll(running.output).toMatch(line);

  it.each(Object.entries(FAULTS))(
    '%s: 503 where a session is needed, until it is back',
    async (_name, fault) => {
      const running = await startSite();
      const alice = await signIn(running);
      await fault.cause(place);
      // More than once: the first ones find out, and the others meet a site that knows.
      for (let n = 0; n < 2; n += 1) {
        await Promise.all([
          expectRefusal(alice.get('/about')),
          expectPage(new Visitor(running.url).get('/home')),
          expectRefusal(new Visitor(running.url).post('/login', { username: 'bob' })),
        ]);
        expect((await new Visitor(running.url).get('/products')).status).toBe(200);
        expect((await new Visitor(running.url).get('/healthz')).status).toBe(503);
      }
      await expectInLog(
        running,
        /^Redis at \S+ does not answer \(.+Check REDIS_URL, and that Redis runs there\.$/m,
      );
      await fault.mend(place);
      await expectRecovery(alice);
      // What it has found is kept for a second.
      await expect
        .poll(async () => (await new Visitor(running.url).get('/healthz')).status)
        .toBe(200);
      await expectInLog(running, /^Redis at \S+ answers again\.$/m);
      const about = await alice.get('/about');
      if (fault.keeps) expect(about.body).toContain('Welcome alice!');
      else expect(about.headers.get('location')).toBe('/login?next=%2Fabout');
      // However often it was tried meanwhile.
      const reports = running.output().match(/does not answer|answers again/g) ?? [];
      expect(reports.filter((report, n) => report === reports[n - 1])).toEqual([]);
    },
  );

  it.each(Object.entries(FAULTS))(
    '%s before the site starts: it starts all the same',
    async (_name, fault) => {
      await fault.cause(place);
      const running = await startSite();
      await expectPage(new Visitor(running.url).get('/home'));
      await expectRefusal(new Visitor(running.url).post('/login', { username: 'bob' }));
      expect((await new Visitor(running.url).get('/products')).status).toBe(200);
      await fault.mend(place);
      const visitor = new Visitor(running.url);
      await expect
        .poll(async () => (await visitor.post('/login', { username: 'bob' })).status, {
          timeout: 10_000,
        })
        .toBe(302);
    },
  );

  it('is back: what was refused meanwhile is not done late', async () => {
    const running = await startSite(urlOf(place.redis, PASSWORD));
    const alice = await signIn(running);
    await place.redis.stop();
    await expectPage(new Visitor(running.url).get('/home'));
    await expectRefusal(new Visitor(running.url).post('/login', { username: 'bob' }));
    await startServer(place);
    await expect
      .poll(async () => (await alice.get('/about')).status, { timeout: 10_000 })
      .toBe(302);
    const kept = await withRedis(urlOf(place.redis, PASSWORD), (client) => client.dbSize());
    expect(kept).toBe(0);
  });

  it.each([
    ['nobody listens', () => 'redis://:s3cret@127.0.0.1:1', 'ECONNREFUSED'],
    ['the host does not exist', () => 'redis://:s3cret@nowhere.invalid', 'ENOTFOUND|EAI_AGAIN'],
    ['the password is wrong', () => `${urlOf(place.redis, 's3cret-not')}`, 'WRONGPASS .+'],
    ['the password is missing', () => place.redis.url, 'NOAUTH .+'],
  ])(
    'cannot be used because %s: the log names the cause and the setting',
    async (_why, url, cause) => {
      const running = await startSite(url());
      const line = new RegExp(
        `^Redis at \\S+ does not answer \\((${cause})\\)\\. .+REDIS_URL`,
        'm',
      );
      await expectInLog(running, line);
      await expectRefusal(new Visitor(running.url).post('/login', { username: 'bob' }));
      expect((await new Visitor(running.url).get('/products')).status).toBe(200);
    },
  );

  it('is so old that it repeats what it does not understand: the password is not repeated', async () => {
    const old = createServer((socket) => {
      socket.on('data', (chunk) => {
        const words = chunk
          .toString()
          .match(/^[^*$\r\n]+/gm)
          ?.map((word) => `\`${word}\``);
        const [command, ...rest] = words ?? [];
        socket.write(`-ERR unknown command ${command}, with args beginning with: ${rest}\r\n`);
      });
    }).listen(0, '127.0.0.1');
    await once(old, 'listening');
    const running = await startSite(`redis://:${PASSWORD}@127.0.0.1:${portOf(old)}`);
    await expectInLog(running, /does not answer \(ERR unknown command `HELLO`\)/);
    old.close();
  });

  it.each([
    'http://:s3cret@127.0.0.1:6379',
    '127.0.0.1:6379:s3cret',
    'redis://:s3cret@',
    'redis://:s3cret@127.0.0.1/sessions',
    'redis://:s3cret%@127.0.0.1',
    ' , ',
    'redis://:s3cret@127.0.0.1,redis://127.0.0.1:6380',
    'redis://:s3cret@127.0.0.1,rediss://:s3cret@127.0.0.1:6380',
    'redis://:s3cret@127.0.0.1/1,redis://:s3cret@127.0.0.1:6380/1',
  ])('cannot be at %s: the site does not start, and says which setting is wrong', async (url) => {
    const start = site.start('start', { REDIS_URL: url });
    const message = await start.then(String, String);
    expect(message).toMatch(/^Error: The site ended with 1:\nREDIS_URL must be .+\.\n$/);
    expect(message).not.toContain('s3cret');
  });

  it('vanishes without a word: the site connects anew by itself', async () => {
    const running = await startSite();
    const alice = await signIn(running);
    place.line.goSilent();
    await expectRefusal(alice.get('/about'));
    await expectRecovery(alice);
    expect((await alice.get('/about')).body).toContain('Welcome alice!');
  });

  it.each([0, 1, 40])('breaks a connection after %i bytes of a reply: 503, once', async (bytes) => {
    const running = await startSite();
    const alice = await signIn(running);
    place.line.cutReplyAfter(bytes);
    await expectRefusal(alice.get('/about'));
    await expectRecovery(alice);
    expect((await alice.get('/about')).body).toContain('Welcome alice!');
  });

  it('is out of memory: what is there can be read and deleted, and a sign-in does not pretend', async () => {
    const running = await startSite();
    const alice = await signIn(running);
    await configure(place.redis, PASSWORD, 'maxmemory-policy', 'noeviction');
    await configure(place.redis, PASSWORD, 'maxmemory', '1');
    expect((await alice.get('/about')).body).toContain('Welcome alice!');
    await expectRefusal(new Visitor(running.url).post('/login', { username: 'bob' }));
    expect((await alice.post('/logout')).status).toBe(200);
    await configure(place.redis, PASSWORD, 'maxmemory', '0');
    await signIn(running);
  });

  it('is frozen while the site stops: it stops all the same', async () => {
    const running = await startSite();
    place.redis.process.kill('SIGSTOP');
    expect(await running.stop()).toBe(0);
  });
});
