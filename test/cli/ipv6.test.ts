import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { runCli } from '../support/cli.ts';
import { develop, privateRuntime } from '../support/develop.ts';
import { hasIpv6 } from '../support/ipv6.ts';
import { startRedis, withRedis } from '../support/redis.ts';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const IPV6 = await hasIpv6();

function run(command: string, ...args: string[]) {
  return runCli([command, ...args], { bin: 'session-app' });
}

describe.skipIf(!IPV6)('at ::1, an IPv6 address, which has brackets in a URL', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory', 'javascript');
  });
  afterAll(() => site.remove());

  it.each([
    ['a site that runs is visited', []],
    ['and loaded', ['--users', '3']],
  ])('%s', async (_title, args) => {
    const running = await site.start('start', { HOST: '::1' });
    onTestFinished(async () => void (await running.stop()));
    expect(running.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    const { exitCode, stdout, stderr } = await run('simulate', '--url', running.url, ...args);
    expect(stderr).not.toContain('error');
    expect(stdout).not.toContain('FAILED');
    expect(exitCode).toBe(0);
  });

  it('a site that does not run is named', async () => {
    const { exitCode, stderr } = await run('simulate', '--url', 'http://[::1]:1');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('There is no site at http://[::1]:1');
    expect(stderr).toContain('ECONNREFUSED');
  });

  it('a site is developed', async () => {
    privateRuntime();
    const app = develop({ directory: site.directory, env: { HOST: '::1' } });
    const [started] = await app.until('started');
    expect(started?.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await new Visitor(started?.url ?? '').get('/healthz')).status).toBe(200);
  });

  it.skipIf(!inject('redisServer'))('a Redis is read', async () => {
    const server = await startRedis(inject('redisServer'), undefined, [
      ...['--bind', '127.0.0.1', '::1'],
    ]);
    onTestFinished(() => server.stop());
    await withRedis(server.url, async (client) => {
      await client.set('sess:one', '{"cookie":{},"user_name":"alice"}');
    });
    const url = `redis://[::1]:${new URL(server.url).port}`;
    const { exitCode, stdout, stderr } = await run('inspect', '--redis', url, '--count');
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '1', stderr: '' });
    await server.stop();
    const down = await run('inspect', '--redis', url, '--count');
    expect(down.stderr).toContain(`Redis at ${new URL(url).host} cannot be reached (ECONNREFUSED)`);
  });
});
