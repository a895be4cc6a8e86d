import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { borrowSite, type InstalledSite } from '../support/site.ts';
import { Visitor } from '../support/visitor.ts';

const REQUESTS = 10_000;
const CONNECTIONS = 20;

/** One request over a kept-alive connection: its status, or why there was none. */
function ask(url: string, agent: Agent, cookie: string): Promise<number | string> {
  return new Promise((resolve) => {
    request(`${url}/about`, { agent, headers: { cookie } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error) => resolve(error.message));
    })
      .on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
      .end();
  });
}

/** Resolves as soon as nobody listens on a port any more. */
async function refusal(port: number): Promise<void> {
  const knock = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => {
        socket.destroy();
        resolve(false);
      });
      socket.on('error', () => resolve(true));
    });
  while (!(await knock()));
}

describe('a site that is asked to stop', () => {
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
    const ask = () => socket.write('GET /home HTTP/1.1\r\nHost: localhost\r\n\r\n');
    ask();
    await expect.poll(() => answers).toMatch(/<\/html>/);

    const exit = running.stop();
    await refusal(port);
    ask();
    await closed;
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(answers).toMatch(/Connection: close/);
    expect(await exit).toBe(0);
  });

  it('under load drops no request: each one that it took is answered', async () => {
    let running = await site.start('start');
    const alice = new Visitor(running.url);
    await alice.post('/login', { username: 'alice' });
    const cookie = [...alice.jar].map((pair) => pair.join('=')).join('; ');
    const results = new Map<number | string, number>();
    let asked = 0;

    const client = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (asked < REQUESTS) {
        asked += 1;
        const result = await ask(running.url, agent, cookie);
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
    while (asked < REQUESTS / 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await running.stop()).toBe(0);
    running = await site.start('start');
    announce();
    await Promise.all(clients);
    await running.stop();
    expect([...results]).toEqual([[200, REQUESTS]]);
  });
});
