import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createPasswordLink } from '../../../templates/base/src/accounts/passwords/password-link.ts';
import {
  CHANNEL_NAME,
  logSecurityEvents,
  report,
  type SecurityEvent,
} from '../../../templates/base/src/accounts/security-events.ts';
import { reportChangedAccounts } from '../../../templates/base/src/accounts/users/changed-accounts.ts';
import { createAccount, UsersFile } from '../../../templates/base/src/accounts/users/users.ts';
import { maskedId, sessionKey } from '../../../templates/base/src/sessions/session-id.ts';
import { labSettings } from '../../support/lab.ts';
import { PASSWORDS, startTried } from '../../support/sign-in-tries.ts';
import { scratchUsers } from '../../support/users.ts';
import { Visitor } from '../../support/visitor.ts';

const NEW = 'another horse';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MASKED = /^[0-9a-f]{8}$/;

let events: SecurityEvent[];
beforeEach(() => {
  events = [];
  const keep = (event: unknown) => void events.push(event as SecurityEvent);
  subscribe(CHANNEL_NAME, keep);
  onTestFinished(() => void unsubscribe(CHANNEL_NAME, keep));
});

/** The events since the last call, without their times, which are checked. */
function taken(): Array<Omit<SecurityEvent, 'time'>> {
  return events.splice(0).map(({ time, ...event }) => {
    expect(time).toMatch(TIME);
    return event;
  });
}

const address = '192.0.2.1';
const success = { outcome: 'success', name: 'alice', address };
const failure = { outcome: 'failure', address };
const _session = expect.stringMatching(MASKED);

// Counts last for a minute: this comes before what others count, and ends its own.
describe('a flood of refusals', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
  });

  it('of one kind is reported at once, and then as a number', () => {
    for (let n = 0; n < 1_000; n += 1) report({ event: 'sign-in-refused', name: 'alice', address });
    expect(taken()).toEqual([{ event: 'sign-in-refused', ...failure, name: 'alice' }]);
    vi.advanceTimersByTime(60_000);
    expect(taken()).toEqual([{ event: 'sign-in-refused', ...failure, name: 'alice', times: 999 }]);
    vi.advanceTimersByTime(600_000);
    expect(taken()).toEqual([]);
    report({ event: 'sign-in-refused', name: 'alice', address });
    expect(taken()).toHaveLength(1);
  });

  it('of ten thousand kinds takes some two hundred events a minute, which count all of them', () => {
    const send = () => {
      for (let n = 0; n < 10_000; n += 1) {
        report({
          event: n % 2 ? 'sign-in-refused' : 'limit-reached',
          address: `2001:db8:${n}::/64`,
        });
      }
    };
    send();
    send();
    vi.advanceTimersByTime(60_000);
    const all = taken();
    expect(all.length).toBeLessThanOrEqual(204);
    const total = all.reduce((sum, { times = 1 }) => sum + times, 0);
    expect(total).toBe(20_000);
  });

  it('of more than a hundred kinds still says how many users it concerns', () => {
    for (let n = 0; n < 100; n += 1)
      report({ event: 'sign-in-refused', address: `2001:db8:${n}::/64` });
    for (const name of ['alice', 'bob', 'alice']) report({ event: 'limit-reached', name, address });
    for (let n = 0; n < 50; n += 1)
      report({ event: 'sign-in-refused', name: `user-${n}`, address });
    report({ event: 'sign-in-refused', address });
    report({ event: 'sign-in-refused', name: 'user-0', address: '192.0.2.2' });
    taken();
    vi.advanceTimersByTime(60_000);
    expect(taken()).toEqual([
      { event: 'limit-reached', outcome: 'failure', times: 2, users: 2 },
      { event: 'sign-in-refused', outcome: 'failure', times: 51, users: 50 },
    ]);
  });

  it('names how many users it concerns even if there was only one', () => {
    for (let n = 0; n < 100; n += 1)
      report({ event: 'sign-in-refused', address: `2001:db8:${n}::/64` });
    report({ event: 'sign-in-refused', name: 'alice', address });
    taken();
    vi.advanceTimersByTime(60_000);
    expect(taken()).toEqual([{ event: 'sign-in-refused', outcome: 'failure', users: 1 }]);
  });

  it('of more than a hundred kinds is logged as a number of users', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    vi.setSystemTime('2026-01-31T09:30:00Z');
    for (let n = 0; n < 100; n += 1)
      report({ event: 'sign-in-refused', address: `2001:db8:${n}::/64` });
    for (const name of ['alice', 'bob']) report({ event: 'sign-in-refused', name, address });
    const stop = logSecurityEvents(false);
    vi.advanceTimersByTime(60_000);
    stop();
    expect(log.mock.calls).toEqual([
      ['2026-01-31 09:31:00 UTC: sign-in refused: 1 more, for 2 other users'],
    ]);
    vi.restoreAllMocks();
  });

  it('holds back nothing else', () => {
    for (let n = 0; n < 1_000; n += 1) report({ event: 'sign-in-refused', address });
    taken();
    for (let n = 0; n < 3; n += 1) report({ event: 'log-out', name: 'alice', address });
    expect(taken()).toHaveLength(3);
  });
});

describe('a site reports', () => {
  const post = (visitor: Visitor, path: string, form: Record<string, string> = {}) =>
    visitor.ask('POST', path, form, { 'X-Forwarded-For': address });
  /** The masked id of the session that a browser has. */
  const maskOf = (visitor: Visitor) => {
    const cookie = decodeURIComponent(
      [...visitor.jar].find(([name]) => !name.endsWith('-device'))?.[1] ?? '',
    );
    return maskedId(sessionKey(cookie.slice(2, cookie.lastIndexOf('.'))));
  };

  it('who comes and goes, who is refused and who must wait', async () => {
    const { url, signInRight, signIn } = await startTried({ SIGN_IN_FAILURES: '1' });
    const alice = new Visitor(url);
    await signInRight({ browser: alice });
    const id = maskOf(alice);
    await post(alice, '/logout');
    await post(alice, '/logout');
    expect(taken()).toEqual([
      { event: 'sign-in', ...success, session: id },
      { event: 'log-out', ...success, session: id },
    ]);
    await signIn({ password: 'a guess' });
    await signInRight();
    expect(taken()).toEqual([
      { event: 'sign-in-refused', ...failure, name: 'alice' },
      { event: 'limit-reached', ...failure, name: 'alice' },
    ]);
    // A name that nobody has may be a password.
    await signIn({ name: PASSWORDS.alice, from: '192.0.2.2' });
    expect(taken()).toEqual([
      { event: 'sign-in-refused', outcome: 'failure', address: '192.0.2.2' },
    ]);
  });

  it('who ends sessions, and who changes a password, and how', async () => {
    const { url, usersFile, signInRight } = await startTried();
    const [here, there, third] = [new Visitor(url), new Visitor(url), new Visitor(url)];
    for (const browser of [here, there, third]) await signInRight({ browser, name: 'bob' });
    const [own, other, last] = [here, there, third].map(maskOf);
    taken();
    await post(here, '/account/end', { session: String(other) });
    expect(taken()).toEqual([
      { event: 'session-ended', ...success, name: 'bob', session: other, by: `session ${own}` },
    ]);
    const form = { old_password: PASSWORDS.bob, new_password: NEW, repeated: NEW };
    await post(here, '/account/password', { ...form, old_password: 'a guess' });
    await post(here, '/account/password', form);
    const mine = maskOf(here);
    expect(mine).not.toBe(own);
    expect(taken()).toEqual([
      { event: 'sign-in-refused', ...failure, name: 'bob' },
      { event: 'password-changed', ...success, name: 'bob', session: mine },
      {
        event: 'session-ended',
        ...success,
        name: 'bob',
        session: last,
        by: 'the change of the password',
      },
    ]);

    const passwordId = new UsersFile(usersFile).read().get('bob')?.passwordId ?? '';
    const link = new URL(createPasswordLink(labSettings(), 'bob', passwordId));
    const linkForm = { ...Object.fromEntries(link.searchParams), password: NEW, repeated: NEW };
    await post(new Visitor(url), '/set-password', linkForm);
    const by = 'a link of user:link';
    expect(taken()).toEqual([
      { event: 'password-changed', ...success, name: 'bob', by },
      { event: 'session-ended', ...success, name: 'bob', session: mine, by },
    ]);
  });

  it('what others change in the file of users, once', async () => {
    const path = scratchUsers();
    const [site, script] = [new UsersFile(path, reportChangedAccounts), new UsersFile(path)];
    site.read();
    const account = await createAccount('correct horse');
    const change = (edit: Parameters<UsersFile['change']>[0]) => {
      script.change(edit);
      site.read();
      site.read();
      return taken();
    };
    const by = 'a change of the users file';
    const reported = (event: string, name: string) => [{ event, name, by, outcome: 'success' }];
    expect(change((users) => users.set('alice', account))).toEqual(
      reported('account-added', 'alice'),
    );
    expect(change((users) => users.set('bob', account))).toEqual(reported('account-added', 'bob'));
    expect(change((users) => users.set('bob', { ...account, hash: account.hash }))).toEqual([]);
    expect(change((users) => users.set('bob', { ...account, passwordId: 'new' }))).toEqual(
      reported('password-changed', 'bob'),
    );
    expect(change((users) => users.delete('bob'))).toEqual(reported('account-removed', 'bob'));
    // What the site itself changes, the page reports.
    site.change((users) => users.set('carol', account));
    site.read();
    expect(taken()).toEqual([]);
    expect(readFileSync(path, 'utf8')).toContain('carol');
  });

  it('no account as removed whose file is only gone for a while', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const path = scratchUsers();
    const account = await createAccount('correct horse');
    new UsersFile(path).change((users) => users.set('alice', account));
    const text = readFileSync(path);
    const site = new UsersFile(path, reportChangedAccounts);
    site.read();
    rmSync(path);
    site.read();
    writeFileSync(path, text);
    site.read();
    expect(taken()).toEqual([]);
    vi.restoreAllMocks();
  });
});

describe('the log', () => {
  it.each([
    [
      true,
      '{"time":"2026-01-31T09:30:00.000Z","event":"sign-in","name":"alice","address":"192.0.2.1","session":"3f9a1c77","outcome":"success"}',
    ],
    [false, '2026-01-31 09:30:00 UTC: signed in: alice, from 192.0.2.1, session 3f9a1c77'],
  ])('has one line for each event (in production: %s)', (production, line) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    vi.useFakeTimers({ now: new Date('2026-01-31T09:30:00Z') });
    const stop = logSecurityEvents(production);
    report({ event: 'sign-in', name: 'alice', address, session: '3f9a1c77' });
    stop();
    vi.useRealTimers();
    expect(log.mock.calls).toEqual([[line]]);
    vi.restoreAllMocks();
  });

  it('is not broken by any name', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const stop = logSecurityEvents(true);
    report({ event: 'sign-in', name: 'al"ice\n{}', address });
    stop();
    const [[line]] = log.mock.calls as [[string]];
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({ name: 'al"ice\n{}' });
    vi.restoreAllMocks();
  });
});
