import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeListener } from '../../../templates/base/src/http/close-listener.ts';
import { ALICE, FROM_PROXY } from '../../support/deployed-site.ts';
import { listen } from '../../support/listen.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { manage } from '../../support/users.ts';
import { Visitor } from '../../support/visitor.ts';

const REQUESTS = 10_000;
const CONNECTIONS = 20;

/** One request over a kept-alive connection: its status, or why there was none. */
function ask(url: string, agent: Agent, headers: Record<string, string>): Promise<number | string> {
  return new Promise((resolve) => {
    request(`${url}/about`, { agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error) => resolve(error.message));
    })
      .on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
      .end();
  });
}

/** Asks over a new connection: the status, and what becomes of the connection. */
async function status(url: string): Promise<[number | undefined, string | undefined]> {
  const agent = new Agent({ keepAlive: true });
  const [response] = await once(request(url, { agent }).end(), 'response');
  response.resume();
  await once(response, 'end');
  agent.destroy();
  return [response.statusCode, response.headers.connection];
}

it('a site stops while the clock is set back', async () => {
  const server = createServer();
  await listen(server);
  let now = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => {
    now -= 1_000;
    return now;
  });
  const closed = once(server, 'close');
  await closeListener(server, () => {});
  await closed;
  vi.restoreAllMocks();
});

it('a site that stops on a busy machine waits for clients that are as late as itself', async () => {
  const server = createServer((_req, res) => res.end());
  const url = `http://127.0.0.1:${await listen(server)}/`;
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 60;
    return now;
  });
  const closing = closeListener(server, () => {});
  await pause(20);
  const answer = fetch(url);
  await closing;
  vi.restoreAllMocks();
  expect((await answer).status).toBe(200);
});

describe('in development, a site that is asked to stop', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'file');
  });
  afterAll(() => site.remove());

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes the request that has begun, and exits with 0',
    async (signal) => {
      const running = await site.start('start');
      const body = 'username=alice';
      const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.write(
        `POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\nuser`,
      );
      // The server has begun with this request once it answers a later one.
      await new Visitor(running.url).get('/home');

      const exit = running.stop(signal);
      const refused = () => new Visitor(running.url).get('/home').catch(() => 'refused');
      await expect.poll(refused, { timeout: 5_000 }).toBe('refused');
      // Somebody who is impatient changes nothing.
      running.process.kill('SIGINT');
      running.process.kill('SIGTERM');
      socket.write(body.slice(4));
      await closed;
      expect(answer).toMatch(/^HTTP\/1\.1 302 /);
      expect(await exit).toBe(0);
    },
  );

  it('answers one more request on a connection that is kept alive, and says that it is the last', async () => {
    const running = await site.start('start');
    const port = Number(new URL(running.url).port);
    const socket = connect(port, '127.0.0.1');
    let answers = '';
    socket.on('data', (chunk) => {
      answers += chunk;
    });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const pages = () => answers.match(/<\/html>/g)?.length ?? 0;
    const ask = async () => {
      const before = pages();
      socket.write('GET /home HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await vi.waitFor(() => expect(pages()).toBe(before + 1), { timeout: 20_000, interval: 5 });
    };
    await ask();
    expect(answers).not.toContain('Connection: close');

    const exit = running.stop();
    // Whoever paused longer than a client may would find the connection closed.
    while (!answers.includes('Connection: close')) await ask();
    await closed;
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(pages());
    expect(await exit).toBe(0);
  });
});

describe.each(['development', 'production'])('in %s, a site that is asked to stop', (NODE_ENV) => {
  let site: InstalledSite;
  let env: Record<string, string>;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'file');
    const USERS_FILE = `${site.directory}/accounts.json`;
    env = { NODE_ENV, USERS_FILE, HOST: '127.0.0.1', STOP_DELAY: '1s', TRUST_PROXY: '1' };
    await manage(site, USERS_FILE, ['user:add', ALICE.username], ALICE.password);
  });
  afterAll(() => site?.remove());

  it('loses no request of those who come over a new connection after the last answer', async () => {
    let running = await site.start('start', env);
    const alice = new Visitor(running.url);
    await alice.ask('POST', '/login', ALICE, FROM_PROXY);
    const cookie = [...alice.jar].map((pair) => pair.join('=')).join('; ');
    const results = new Map<number | string, number>();
    let asked = 0;

    const client = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (asked < REQUESTS) {
        asked += 1;
        const result = await ask(running.url, agent, { cookie, ...FROM_PROXY });
        // A server that is gone refuses the connection: it never took the request, and the next one will.
        if (result === 'ECONNREFUSED') {
          asked -= 1;
          await restarted;
        } else results.set(result, (results.get(result) ?? 0) + 1);
      }
      agent.destroy();
    };
    let announce = () => {};
    const restarted = new Promise<void>((resolve) => {
      announce = resolve;
    });
    const clients = Array.from({ length: CONNECTIONS }, client);
    while (asked < REQUESTS / 2) await pause(5);
    expect(await running.stop()).toBe(0);
    running = await site.start('start', env);
    announce();
    await Promise.all(clients);
    await running.stop();
    expect([...results]).toEqual([[200, REQUESTS]]);
  });
});

describe('in production, a site that is asked to stop', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory', 'javascript');
  });
  afterAll(() => site?.remove());
  const start = (env = {}) =>
    site.start('start', { NODE_ENV: 'production', HOST: '127.0.0.1', STOP_DELAY: '3s', ...env });

  it('says so at /healthz, and meanwhile takes new connections, one request on each', async () => {
    const running = await start();
    expect(await status(`${running.url}/healthz`)).toEqual([200, 'keep-alive']);
    const begin = performance.now();
    const exit = running.stop();
    await expect.poll(() => status(`${running.url}/healthz`)).toEqual([503, 'close']);
    let asked = 0;
    while (performance.now() - begin < 2_000) {
      expect(await status(`${running.url}/products`)).toEqual([200, 'close']);
      asked += 1;
    }
    expect(asked).toBeGreaterThan(10);
    expect(await exit).toBe(0);
    expect(performance.now() - begin).toBeGreaterThan(2_900);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('is not hurried by more signals', async () => {
    const running = await start();
    const exit = running.stop();
    await expect.poll(() => status(`${running.url}/healthz`)).toEqual([503, 'close']);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM'] as const) running.process.kill(signal);
    await pause(200);
    expect(await status(`${running.url}/products`)).toEqual([200, 'close']);
    expect(await exit).toBe(0);
  });

  it('lets a client that goes on sending read the last answer to its end', async () => {
    const running = await start({ STOP_DELAY: '1s' });
    const exit = running.stop();
    await expect.poll(() => status(`${running.url}/healthz`)).toEqual([503, 'close']);
    const socket = connect({ port: Number(new URL(running.url).port), allowHalfOpen: true });
    const events: string[] = [];
    socket.on('error', (error) => events.push(error.message));
    socket.on('end', () => events.push('end'));
    socket.resume().write('GET /products HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => events).toEqual(['end']);
    socket.write('what the client still sends');
    socket.end();
    await once(socket, 'close');
    expect(events).toEqual(['end']);
    expect(await exit).toBe(0);
  });

  it('ends within ten seconds, also while a request never does', async () => {
    const running = await start({ STOP_DELAY: '5s' });
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nuser');
    await status(`${running.url}/products`);
    const begin = performance.now();
    expect(await running.stop()).toBe(0);
    expect(performance.now() - begin).toBeLessThan(10_000);
    socket.destroy();
  });
});
