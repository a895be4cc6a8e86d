import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useOwnCheck } from '../../support/own-check.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';
import { addUsers, PASSWORD, scratchUsers, signIn, startWithUsers } from '../../support/users.ts';

const DEVELOPMENT = { NODE_ENV: 'development', ALLOWED_HOSTS: 'shop.example' };

/** This machine's own address in its network, where it is in one: such a visitor could be anybody there. */
const lanAddress = Object.values(networkInterfaces())
  .flat()
  .find((network) => network?.family === 'IPv4' && !network.internal)?.address;

let site: InstalledSite;
beforeAll(async () => {
  site = await borrowSite('authenticated', 'memory', 'javascript');
});
afterAll(() => site?.remove());

/** Signs in without a password, with these headers exactly. */
async function signInWith(url: string, headers: Record<string, string>) {
  const form = 'username=alice';
  const type = 'application/x-www-form-urlencoded';
  const sent = request(`${url}/login`, {
    method: 'POST',
    headers: { 'Content-Type': type, 'Content-Length': form.length, ...headers },
  });
  sent.end(form);
  const [response] = await once(sent, 'response');
  response.setEncoding('utf8');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, cookies: response.headers['set-cookie'] ?? [], body };
}

const NO_ACCOUNTS = 'Nobody can sign in yet: this site has no accounts.';

describe('without an account', () => {
  it('the developer signs in with any name, on the machine itself', async () => {
    const running = await startWithUsers(site, scratchUsers(), DEVELOPMENT);
    const { port } = new URL(running.url);
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', 'my-app.localhost', '[::1]']) {
      for (const Host of [host, `${host}:${port}`]) {
        expect(await signInWith(running.url, { Host })).toMatchObject({ status: 302 });
      }
    }
    await vi.waitFor(() => expect(running.output()).toMatch(/any name signs in on this machine/));
  });

  it.each<[string, Record<string, string>]>([
    ['a request for another address', { Host: '192.0.2.7:3000' }],
    ['a request for a name that leads here', { Host: 'shop.example' }],
    ['a proxy that says for whom', { 'X-Forwarded-For': '127.0.0.1' }],
    ['a proxy that says for which host', { 'x-forwarded-host': 'localhost' }],
    ['a proxy that says over what', { 'X-Forwarded-Proto': 'https' }],
    ['a proxy that says so in the standard way', { Forwarded: 'for=127.0.0.1' }],
    ['a proxy that says who it is', { Via: '1.1 tunnel' }],
    ['a proxy that names the visitor', { 'X-Real-IP': '127.0.0.1' }],
  ])('%s signs nobody in, and the page says why', async (_, headers) => {
    const running = await startWithUsers(site, scratchUsers(), DEVELOPMENT);
    const { port } = new URL(running.url);
    const answer = await signInWith(running.url, { Host: `localhost:${port}`, ...headers });
    expect(answer).toMatchObject({ status: 503, cookies: [] });
    expect(answer.body).toContain(NO_ACCOUNTS);
  });

  it('nobody signs in where proxies are trusted', async () => {
    const running = await startWithUsers(site, scratchUsers(), {
      ...DEVELOPMENT,
      TRUST_PROXY: '1',
    });
    expect(await signInWith(running.url, {})).toMatchObject({ status: 503, cookies: [] });
  });

  it('nobody signs in in production, be it on the machine itself', async () => {
    const running = await startWithUsers(site, scratchUsers(), { NODE_ENV: 'production' });
    expect(await signInWith(running.url, {})).toMatchObject({ status: 503, cookies: [] });
  });

  it.skipIf(!lanAddress)('nobody signs in from the network', async () => {
    const env = { ...DEVELOPMENT, HOST: '0.0.0.0' };
    const running = await startWithUsers(site, scratchUsers(), env);
    const { port } = new URL(running.url);
    const url = `http://${lanAddress}:${port}`;
    for (const Host of [`${lanAddress}:${port}`, `localhost:${port}`]) {
      expect(await signInWith(url, { Host })).toMatchObject({ status: 503, cookies: [] });
    }
  });
});

it('with an account, its password signs in from anywhere', async () => {
  const file = scratchUsers();
  await addUsers(file, 'alice');
  const running = await startWithUsers(site, file, { ...DEVELOPMENT, TRUST_PROXY: '1' });
  const headers = { 'X-Forwarded-For': '192.0.2.1' };
  expect((await signIn(running.url, 'alice', PASSWORD, headers)).answer.status).toBe(302);
});

it('an owner’s own check decides alone: the users file is not read, whatever is there', async () => {
  const own = await borrowSite('authenticated', 'memory', 'javascript');
  try {
    useOwnCheck(own, 'open sesame');
    const file = scratchUsers();
    writeFileSync(file, 'what nobody can read');
    const env = { NODE_ENV: 'production', HOST: '127.0.0.1', TRUST_PROXY: '1' };
    const running = await startWithUsers(own, file, env);
    const https = { 'X-Forwarded-Proto': 'https' };
    const wrong = await signIn(running.url, 'alice', PASSWORD, https);
    expect(wrong.answer).toMatchObject({ status: 422, cookies: [] });
    const right = await signIn(running.url, 'alice', 'open sesame', https);
    expect(right.answer.status).toBe(302);
    const about = await right.visitor.ask('GET', '/about', undefined, https);
    expect(about.body).toContain('Welcome alice!');
    expect(running.output()).toContain('The owner decides who may sign in.');
    expect(running.output()).not.toContain('cannot be read');
  } finally {
    await own.remove();
  }
});
