import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  inject,
  it,
  onTestFinished,
} from 'vitest';
import { selfSignedCertificate } from '../support/certificate.ts';
import { freePort, type RedisServer, startRedis } from '../support/redis.ts';
import { borrowSite, type InstalledSite, type RunningSite } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

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
    const site = await borrowSite('authenticated', 'redis');
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

describe.skipIf(!inject('redisServer'))('when Redis fails', () => {
  let site: InstalledSite;
  let port: number;
  let redis: RedisServer | undefined;
  beforeAll(async () => {
    site = await borrowSite('anonymous', 'redis');
    port = await freePort();
  });
  afterEach(() => redis?.stop());
  afterAll(() => site.remove());

  const startServer = async () => {
    redis = await startRedis(inject('redisServer'), port);
    return redis;
  };
  const startSite = async (): Promise<RunningSite> => {
    const running = await site.start('start', { REDIS_URL: `redis://127.0.0.1:${port}` });
    onTestFinished(async () => {
      await running.stop();
    });
    return running;
  };
  /** The refusal has to come within two seconds: a visitor, or a load balancer, waits no longer. */
  const expectRefusal = async (visitor: Visitor, path = '/home') => {
    const answer = await Promise.race([
      visitor.get(path),
      new Promise<undefined>((resolve) => setTimeout(resolve, 2_000)),
    ]);
    expect(answer?.status).toBe(503);
    expect(answer?.cookies).toEqual([]);
    expect(answer?.body).toContain('We cannot reach our sessions at the moment.');
    expect(answer?.body).not.toMatch(/ECONN|Redis|at .*\.js/);
  };
  const expectRecovery = (visitor: Visitor) =>
    expect.poll(async () => (await visitor.get('/home')).status, { timeout: 10_000 }).toBe(200);

  it('down at the start: the site starts, says so, serves what needs no session, and comes to life by itself', async () => {
    const running = await startSite();
    expect(running.output()).toMatch(
      /Redis at 127\.0\.0\.1:\d+ does not answer \(ECONNREFUSED\).*REDIS_URL/,
    );
    await expectRefusal(new Visitor(running.url));
    expect((await new Visitor(running.url).get('/products')).status).toBe(200);
    await startServer();
    await expectRecovery(new Visitor(running.url));
    expect(running.output()).toContain('answers again');
  });

  it('down later: whoever has a session is told so, and signed in again once it is back', async () => {
    const first = await startServer();
    const running = await startSite();
    const alice = new Visitor(running.url);
    await alice.post('/login', { username: 'alice' });
    await first.stop();
    await expectRefusal(alice, '/about');
    await expectRefusal(new Visitor(running.url));
    await startServer();
    await expectRecovery(new Visitor(running.url));
  });

  it('frozen: the answer is 503 all the same, and no session is lost', async () => {
    const server = await startServer();
    const running = await startSite();
    const alice = new Visitor(running.url);
    await alice.post('/login', { username: 'alice' });
    server.process.kill('SIGSTOP');
    await expectRefusal(alice, '/about');
    await expectRefusal(new Visitor(running.url));
    server.process.kill('SIGCONT');
    await expectRecovery(alice);
    expect((await alice.get('/about')).body).toContain('Welcome alice!');
  });

  it('during a sign-in: the form does not pretend, and there is no cookie', async () => {
    const server = await startServer();
    const running = await startSite();
    server.process.kill('SIGSTOP');
    const answer = await new Visitor(running.url).post('/login', { username: 'alice' });
    server.process.kill('SIGCONT');
    expect(answer.status).toBe(503);
    expect(answer.cookies).toEqual([]);
  });

  it('or is frozen while the site stops: it stops all the same', async () => {
    const server = await startServer();
    const running = await startSite();
    server.process.kill('SIGSTOP');
    expect(await running.stop()).toBe(0);
    server.process.kill('SIGCONT');
  });
});
