import { setTimeout as pause } from 'node:timers/promises';
import { faultIn, type Kept, type Ledger } from './ledger.ts';
import { LIMITS_MS } from './site.ts';

/** How often a visitor writes and reads while signed in. */
const ROUNDS = 6;
const THINKING_MS = 300;
/** The delay of slow answers, so that other requests overtake them. */
const SLOW_MS = 50;

interface Reply {
  status: number;
  body: string;
}

/**
 * Repeats one visit until the signal: signs in with a new name, writes and reads, then logs out, or stays away until
 * the session has expired. Tries an old cookie again at the end.
 */
export async function visit(
  url: string,
  who: string,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await stay(new Browser(url, ledger), `${who}-${turn}`, turn % 3 === 2, ledger);
  }
}

async function stay(
  browser: Browser,
  name: string,
  forgets: boolean,
  ledger: Ledger,
): Promise<void> {
  await browser.ask('GET', '/home');
  const { status } = await browser.ask('POST', '/login', { username: name, next: '/kept' });
  ledger.expect(status === 302, () => `the sign-in of ${name} was answered by ${status}`);
  if (status !== 302) return;
  ledger.acknowledge('signIns');

  const notes = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    await writeTogether(browser, round, notes, ledger);
    const reply = await browser.ask('GET', '/kept');
    const fault =
      reply.status === 200
        ? faultIn(keptIn(reply), name, notes)
        : `${name} got ${reply.status} for a page`;
    ledger.expect(fault === undefined, () => String(fault));
    await pause(Math.random() * THINKING_MS);
  }

  const oldCookie = browser.cookie;
  await (forgets ? stayAway() : logOut(browser, name, ledger));
  browser.cookie = oldCookie;
  const again = await browser.ask('GET', '/about');
  ledger.expect(
    again.status === 302,
    () => `the cookie of ${name} opens a page after the ${forgets ? 'idle limit' : 'log-out'}`,
  );
  if (forgets) ledger.acknowledge('expiries');
}

/** Sends several writes at the same time, each to another key: all confirmed ones must be saved. */
async function writeTogether(
  browser: Browser,
  round: number,
  notes: Map<string, string>,
  ledger: Ledger,
): Promise<void> {
  const keys = [`first`, `second`, `third-${round % 2}`];
  await Promise.all(
    keys.map(async (key) => {
      const value = `${round}-${key}`;
      const { status } = await browser.ask(
        'POST',
        `/note?key=${key}&value=${value}&wait=${Math.random() * SLOW_MS}`,
      );
      ledger.expect(status === 200, () => `a write was answered by ${status}`);
      if (status !== 200) return;
      ledger.acknowledge('writes');
      notes.set(key, value);
    }),
  );
}

/** Logs out during a slow write, which must not bring the session back. */
async function logOut(browser: Browser, name: string, ledger: Ledger): Promise<void> {
  const slow = browser.ask('POST', `/note?key=late&value=late&wait=${2 * SLOW_MS}`);
  await pause(Math.random() * 2 * SLOW_MS);
  const { status } = await browser.ask('POST', '/logout');
  ledger.expect(status === 200, () => `the log-out of ${name} was answered by ${status}`);
  if (status === 200) ledger.acknowledge('logOuts');
  await slow;
}

async function stayAway(): Promise<void> {
  await pause(LIMITS_MS.idle + 1_000);
}

function keptIn({ body }: Reply): Kept {
  return JSON.parse(body);
}

/** Keeps the last cookie that it gets, as a browser does. */
class Browser {
  readonly #url: string;
  readonly #ledger: Ledger;
  cookie = '';

  constructor(url: string, ledger: Ledger) {
    this.#url = url;
    this.#ledger = ledger;
  }

  async ask(method: string, path: string, form?: Record<string, string>): Promise<Reply> {
    const response = await fetch(this.#url + path, {
      method,
      headers: this.cookie ? { cookie: this.cookie } : {},
      ...(form && { body: new URLSearchParams(form) }),
      redirect: 'manual',
    });
    this.#ledger.count();
    const [line] = response.headers.getSetCookie();
    if (line) this.cookie = line.split(';')[0] ?? '';
    return { status: response.status, body: await response.text() };
  }
}
