import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { changesBetween } from '../../src/sessions/changes.ts';
import type { Session } from '../../src/sessions/session.ts';
import { changeLine } from '../../src/terminal/runs/change-text.ts';
import { BIN, CLEAN_ENV } from '../support/cli.ts';
import { openStore } from '../support/records.ts';
import { masked, STORES, type StoredSessions, storedSessions } from '../support/stored.ts';
import { KEYS, TerminalRun } from '../support/terminal.ts';

/** `inspect --watch` in a pipe. */
class Watcher {
  readonly #child: ChildProcess;
  out = '';
  err = '';

  constructor(sessions: StoredSessions, args: string[] = []) {
    const all = [BIN['session-app'], 'inspect', ...sessions.args, '--watch', ...args];
    const child = spawn(process.execPath, all, {
      env: CLEAN_ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => {
      this.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      this.err += chunk;
    });
    this.#child = child;
    onTestFinished(() => void child.kill('SIGKILL'));
  }

  async says(what: RegExp): Promise<void> {
    await vi.waitFor(() => expect(this.out).toMatch(what), { timeout: 20_000 });
  }

  async begins(): Promise<void> {
    await vi.waitFor(() => expect(this.err).toContain('Watching'), { timeout: 20_000 });
  }

  async interrupt(): Promise<number | null> {
    this.#child.kill('SIGINT');
    await once(this.#child, 'exit');
    return this.#child.exitCode;
  }
}

describe.each(STORES)('inspect --watch, on the %s store', (kind) => {
  let sessions: StoredSessions;
  let site: Awaited<ReturnType<typeof openStore>>;
  beforeEach(async () => {
    sessions = storedSessions(kind);
    await sessions.add({ user_name: 'bob' });
    site = await openStore(kind, sessions.settings);
    onTestFinished(() => site.close());
  });

  /** A session's whole life. */
  async function live(saw: (what: RegExp) => Promise<void>): Promise<void> {
    const id = await sessions.add({ user_name: 'alice', views: 1, password: 'hunter2' });
    await saw(/created\W+.*alice/);
    await site.update(id, (session) =>
      Object.assign(session, { views: 2, lang: 'en', password: 'hunter3' }),
    );
    await saw(/changed\W+.*alice/);
    await site.delete(id);
    await saw(/signed out\W+.*alice|destroyed\W.*alice.*"signedOut":true/);
    await sessions.add({ theme: 'dark' }, 2_500);
    await saw(/created\W+.*theme/);
    await saw(/expired\W+/);
  }

  it('prints one event a line, with the difference', async () => {
    const watcher = new Watcher(sessions);
    await watcher.begins();
    await live((what) => watcher.says(what));
    expect(watcher.err).toMatch(/^Watching (file|redis) .*: 1 session: 1 signed in\n$/);
    const lines = watcher.out.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).slice(1, 2)[0])).toEqual([
      'created',
      'changed',
      'signed out',
      'created',
      'expired',
    ]);
    expect(lines[1]).toMatch(/lang: "en"/);
    expect(lines[1]).toMatch(/views: 1 → 2/);
    expect(watcher.out).not.toContain('hunter');
    expect(await watcher.interrupt()).toBe(130);
  });

  it('prints events as JSON', async () => {
    const watcher = new Watcher(sessions, ['--ndjson']);
    await watcher.begins();
    await live((what) => watcher.says(what));
    const events = watcher.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ v, type }) => `${v} ${type}`)).toEqual([
      '1 created',
      '1 changed',
      '1 destroyed',
      '1 created',
      '1 expired',
    ]);
    expect(events[1]).toMatchObject({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      session: { v: 1, user: 'alice', data: { views: 2, password: '••••••' } },
    });
    const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1);
    expect(events[1].changes.sort(byKey)).toEqual([
      { key: 'lang', after: 'en' },
      { key: 'password', before: '••••••', after: '••••••' },
      { key: 'views', before: 1, after: 2 },
    ]);
  });

  it('tells of those alone that were asked for', async () => {
    const watcher = new Watcher(sessions, ['--where', 'views>1']);
    await watcher.begins();
    expect(watcher.err).toContain('no sessions');
    const [few, many] = [await sessions.add({ views: 1 }), await sessions.add({ views: 5 })];
    await watcher.says(new RegExp(masked(many)));
    expect(watcher.out).not.toContain(masked(few));
  });

  it('updates a table in place on a terminal, and marks what changes', async () => {
    const args = [BIN['session-app'], 'inspect', ...sessions.args, '--watch'];
    const run = new TerminalRun(process.execPath, args, { cwd: process.cwd() });
    await run.shows('Press Ctrl-C to stop.');
    await run.shows(/ID +USER +AGE/);
    await run.shows('1 session: 1 signed in');
    await live((what) => run.shows(what));
    expect(run.text().match(/ID +USER +AGE/g)).toHaveLength(1);
    // A mark is taken away again, and what has ended with it.
    await vi.waitFor(() => expect(run.text()).not.toMatch(/signed out/), { timeout: 20_000 });
    await run.shows(/sessions?: 1 signed in/);
    run.press(KEYS.ctrlC);
    expect(await run.ended).toBe(130);
    expect(run.text()).toMatch(/bob/);
  });
});

/** A record as the readers make it, with what a test is about. */
function seen(id: string, fields: Partial<Session> = {}): Session {
  return {
    id,
    digest: id,
    state: 'live',
    data: {},
    user: null,
    created: null,
    used: null,
    expires: null,
    size: 1,
    ...fields,
  };
}

describe('between two looks', () => {
  const NOW = new Date('2026-01-01T12:00:00Z');
  const [PAST, FUTURE] = [new Date(NOW.getTime() - 1), new Date(NOW.getTime() + 1)];
  const snapshot = (...records: Session[]) =>
    new Map(records.map((record) => [record.digest, record]));

  it.each([
    ['a session that was not there is created', undefined, seen('a'), 'created'],
    ['one that is as it was is not told', seen('a'), seen('a'), undefined],
    [
      'one that was only prolonged is touched',
      seen('a', { expires: PAST }),
      seen('a', { expires: FUTURE }),
      'touched',
    ],
    [
      'one that holds something else has changed',
      seen('a', { data: { n: 1 } }),
      seen('a', { data: { n: 2 } }),
      'changed',
    ],
    [
      'one that can no longer be read has changed',
      seen('a'),
      seen('a', { state: 'corrupt' }),
      'changed',
    ],
    ['one that is there no more is destroyed', seen('a'), undefined, 'destroyed'],
    [
      'one in which somebody was signed in, and is there no more, is signed out',
      seen('a', { user: 'alice', expires: FUTURE }),
      undefined,
      'destroyed, signed out',
    ],
    [
      'one that has lost its user is signed out',
      seen('a', { user: 'alice', data: { n: 1 } }),
      seen('a'),
      'changed, signed out',
    ],
    [
      'one whose time is up has expired',
      seen('a', { user: 'alice' }),
      seen('a', { user: 'alice', state: 'expired' }),
      'expired',
    ],
    [
      'one that left when its time was up has expired',
      seen('a', { user: 'alice', expires: PAST }),
      undefined,
      'expired',
    ],
    [
      'one that had expired, and was swept away, is not told again',
      seen('a', { state: 'expired' }),
      undefined,
      undefined,
    ],
  ])('%s', (_, before, after, type) => {
    const changes = changesBetween(
      snapshot(...(before ? [before] : [])),
      snapshot(...(after ? [after] : [])),
      NOW,
    );
    const types = changes.map((change) => change.type + (change.signedOut ? ', signed out' : ''));
    expect(types).toEqual(type ? [type] : []);
  });

  it('a value that is taken away, added or changed is told with its key', () => {
    const [change] = changesBetween(
      snapshot(seen('0a1b2c3d', { data: { a: 1, b: 1, token: 'x' } })),
      snapshot(seen('0a1b2c3d', { data: { b: [2], c: 'new', token: 'y' } })),
      NOW,
    );
    expect(change && changeLine(change, NOW, false)).toBe(
      '2026-01-01T12:00:00.000Z  changed     0a1b2c3d  –  a removed, b: 1 → [2], token changed, c: "new"',
    );
  });
});
