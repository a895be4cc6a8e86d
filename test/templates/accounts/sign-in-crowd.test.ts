import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { accountsFile, USUAL_COST } from '../../support/accounts.ts';
import { borrowSite, type InstalledSite } from '../../support/site.ts';

const PASSWORD = 'correct horse';

interface Answer {
  status: number;
  retryAfter: string | undefined;
}

/** Signs in over a connection of its own: fetch would hold some of a crowd back. */
function signIn(url: string, name: string, password: string, from: string): Promise<Answer> {
  const body = new URLSearchParams({ username: name, password }).toString();
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-Forwarded-For': from,
  };
  return new Promise((resolve, reject) => {
    request(`${url}/login`, { method: 'POST', headers, agent: new Agent() }, (response) => {
      response.resume();
      resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
      });
    })
      .on('error', reject)
      .end(body);
  });
}

/** How many milliseconds something takes, each time, from the quickest to the slowest. */
async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}

const count = (answers: Answer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

describe('a crowd that signs in', () => {
  let site: InstalledSite;
  beforeAll(async () => {
    site = await borrowSite('authenticated', 'memory');
  });
  afterAll(() => site?.remove());

  /** Starts it with accounts for user-0 to user-49. */
  async function start() {
    const names = Array.from({ length: 50 }, (_, n) => `user-${n}`);
    const accounts = Object.fromEntries(names.map((name) => [name, PASSWORD]));
    const running = await site.start('start', {
      NODE_ENV: 'development',
      TRUST_PROXY: '1',
      SIGN_IN_FAILURES: '',
      USERS_FILE: accountsFile(accounts, USUAL_COST),
    });
    onTestFinished(async () => void (await running.stop()));
    return running.url;
  }

  it('of 300 guesses from one address lets others have their pages, and sign in', async () => {
    const url = await start();
    const guesses = Array.from({ length: 300 }, (_, n) =>
      signIn(url, `user-${n}`, 'a guess', '192.0.2.1'),
    );
    // Once one of them is turned away, the others wait.
    await Promise.race(guesses);
    const other = signIn(url, 'user-7', PASSWORD, '198.51.100.7');
    for (const path of ['/public/style.css', '/healthz', '/home']) {
      const times = await timesOf(15, () => fetch(url + path).then((page) => page.text()));
      // A tenth of a second where the machine has nothing else to do.
      expect(times[7], path).toBeLessThan(500);
    }
    expect((await other).status).toBe(302);

    const answers = await Promise.all(guesses);
    const turnedAway = answers.filter(({ status }) => status === 503);
    expect(turnedAway.length).toBeGreaterThan(200);
    for (const { retryAfter } of turnedAway) expect(Number(retryAfter)).toBeGreaterThan(0);
    // As many as one address may fail with.
    expect(count(answers, 422)).toBeLessThanOrEqual(50);
  });

  it('of 50 colleagues behind one address gets in whole', async () => {
    const url = await start();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => signIn(url, `user-${n}`, PASSWORD, '192.0.2.1')),
    );
    expect(count(answers, 302)).toBe(50);
  });
});
