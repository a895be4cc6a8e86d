import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { expect, it, vi } from 'vitest';
import {
  type Limit,
  MemoryAttempts,
} from '../../../templates/base/src/accounts/limits/attempts.ts';
import { OutageError } from '../../../templates/base/src/errors.ts';
import { openStore, scratchSettings } from '../../support/records.ts';
import { PASSWORDS, startTried, type Tried } from '../../support/sign-in-tries.ts';
import { Visitor } from '../../support/visitor.ts';

// How a try may end before its answer: what counts is whether the password was wrong.

/** Counts as ever, once it has done what a test wants done when a count is reserved: just before the hash begins. */
class WatchedAttempts extends MemoryAttempts {
  onReserve: (limit: Limit) => Promise<void> = async () => {};
  readonly looked = vi.fn();

  override async waitMs(limit: Limit) {
    this.looked();
    return super.waitMs(limit);
  }

  override async reserve(limit: Limit) {
    await this.onReserve(limit);
    return super.reserve(limit);
  }
}

async function startWatched() {
  const attempts = new WatchedAttempts();
  const records = await openStore('memory', scratchSettings());
  const site = await startTried({ SIGN_IN_FAILURES: '1' }, Object.assign(records, { attempts }));
  return { ...site, attempts };
}

/** Sends a sign-in as alice, and answers how to hang up. It resolves when the site has noticed. */
function sendSignIn({ url }: Tried, password: string) {
  const sent = request(`${url}/login`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Forwarded-For': '192.0.2.1',
    },
  }).on('error', () => {});
  sent.end(new URLSearchParams({ username: 'alice', password }).toString());
  return async () => {
    sent.destroy();
    // What comes after it over another connection is answered after it.
    for (let n = 0; n < 5; n += 1) await new Visitor(url).get('/healthz');
  };
}

it.each([
  { password: PASSWORDS.alice, kind: 'right', counts: 'nothing', next: 302 },
  { password: 'a guess', kind: 'wrong', counts: 'a failure', next: 429 },
])(
  'a visitor hangs up while their $kind password is checked: that counts for $counts',
  async ({ password, next }) => {
    const { attempts, ...site } = await startWatched();
    const reserved = vi.fn();
    let hangUp: (() => Promise<void>) | undefined;
    attempts.onReserve = async () => {
      await hangUp?.();
      reserved();
    };
    hangUp = sendSignIn(site, password);
    await vi.waitFor(() => expect(reserved).toHaveBeenCalledTimes(3), { timeout: 10_000 });
    attempts.onReserve = async () => {};
    // The same again from another address takes as long, so that the first check has ended as well.
    await site.signIn({ password, from: '192.0.2.2' });
    expect((await site.signInRight()).status).toBe(next);
  },
);

it('a visitor hangs up before their turn: their password is not looked at', async () => {
  const { attempts, ...site } = await startWatched();
  const reserved = vi.fn();
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  attempts.onReserve = async () => {
    reserved();
    await held;
  };
  const firstTwo = ['192.0.2.2', '192.0.2.3'].map((from) =>
    site.signInRight({ name: 'bob', from }),
  );
  await vi.waitFor(() => expect(reserved).toHaveBeenCalledTimes(6), { timeout: 10_000 });
  const hangUp = sendSignIn(site, 'a guess');
  // After this look, three limits long, it waits.
  await vi.waitFor(() => expect(attempts.looked).toHaveBeenCalledTimes(9), { timeout: 10_000 });
  await hangUp();
  goOn();
  for (const { status } of await Promise.all(firstTwo)) expect(status).toBe(302);
  expect(reserved).toHaveBeenCalledTimes(6);
  expect((await site.signInRight()).status).toBe(302);
});

it('a limit that cannot be counted: nothing else stays counted', async () => {
  const { attempts, ...site } = await startWatched();
  attempts.onReserve = async ({ share }) => {
    if (share) throw new OutageError(new Error('its node is away'));
  };
  expect((await site.signIn()).status).toBe(503);
  attempts.onReserve = async () => {};
  expect((await site.signInRight()).status).toBe(302);
});

it('a check that fails: nothing stays counted', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const site = await startTried({ SIGN_IN_FAILURES: '1' });
  const sound = readFileSync(site.usersFile, 'utf8');
  // No machine has the memory for this cost.
  writeFileSync(site.usersFile, sound.replaceAll('ln=4,', 'ln=44,'));
  expect((await site.signInRight()).status).toBe(500);
  writeFileSync(site.usersFile, sound);
  expect((await site.signInRight()).status).toBe(302);
  vi.restoreAllMocks();
});
