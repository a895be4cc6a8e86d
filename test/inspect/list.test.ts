import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { BIN, CLEAN_ENV, runCli } from '../support/cli.ts';
import { scratchFolder } from '../support/scratch.ts';
import {
  digest,
  inspectStore,
  masked,
  STORES,
  type StoredSessions,
  storedSessions,
} from '../support/stored.ts';

const HOUR = 3_600_000;

/** A store with one session of each sort. */
async function variousSessions(kind: StoredSessions['kind']) {
  const sessions = storedSessions(kind);
  const alice = await sessions.add(
    { user_name: 'alice', lang: 'en', theme: 'dark' },
    2 * HOUR - 500,
  );
  await pause(20);
  const visitor = await sessions.add({ lang: 'de', views: 3 }, HOUR);
  await pause(20);
  const bob = await sessions.add(
    { user_name: 'bob', views: 12, note: 'x'.repeat(2_000) },
    5 * HOUR,
  );
  await sessions.addRaw('torn', '{"cookie":{');
  return { sessions, alice, visitor, bob };
}

describe.each(STORES)('session-app inspect, on the %s store', (kind) => {
  it('shows a row for each session, and the numbers on stderr', async () => {
    const { sessions, alice, visitor } = await variousSessions(kind);
    const { exitCode, stdout, stderr } = await inspectStore(sessions);
    expect(exitCode).toBe(0);
    const [header = '', ...rows] = stdout.split('\n');
    expect(header.split(/ {2,}/)).toEqual([
      'ID',
      'USER',
      'AGE',
      'IDLE',
      'LEAVES IN',
      'SIZE',
      'HOLDS',
    ]);
    expect(rows).toHaveLength(4);
    const cells = (id: string) => rows.find((row) => row.startsWith(id))?.split(/ {2,}/);
    expect(cells(masked(alice))).toEqual([
      masked(alice),
      'alice',
      expect.stringMatching(/^\d+ s$/),
      expect.stringMatching(/^\d+ s$/),
      expect.stringMatching(/^1 h 59 min$/),
      expect.stringMatching(/^\d{3} B$/),
      'lang theme user_name',
    ]);
    expect(cells(masked(visitor))?.[1]).toBe('–');
    const torn = cells(masked('torn'));
    expect(torn?.slice(0, 5)).toEqual([masked('torn'), '?', '–', '–', '–']);
    expect(torn?.slice(5)).toEqual(['11 B', expect.stringMatching(/^corrupt: \S+ .* JSON/)]);
    expect(stderr).toContain('4 sessions: 2 signed in, 1 anonymous, 1 corrupt');
    expect(stderr).toMatch(
      kind === 'file' ? / {6}file \S+\/$/ : / {6}redis 127\.0\.0\.1:\d+ test:\S+:$/,
    );
  });

  it('exits with 0 for an empty store too', async () => {
    const { exitCode, stdout, stderr } = await inspectStore(storedSessions(kind));
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('no sessions');
  });

  it('says that a session whose time is up has expired', async () => {
    const sessions = storedSessions(kind);
    if (kind === 'file') await sessions.add({ lang: 'en' }, -HOUR);
    // Redis takes such keys away itself, unless their expiry was lost.
    else
      await sessions.addRaw(
        'late',
        '{"cookie":{"expires":"2020-01-01T00:00:00.000Z"},"lang":"en"}',
      );
    const { stdout, stderr } = await inspectStore(sessions);
    expect(stdout).toMatch(/\n\w{8} .* {2}expired +\d+ B +lang$/);
    expect(stderr).toContain('1 session: 1 expired');
  });

  it.each([
    [['--where', 'user_name=alice'], ['alice']],
    [['--where', 'views>3'], ['bob']],
    [
      ['--where', 'views>=3'],
      ['–', 'bob'],
    ],
    [['--where', 'views<10'], ['–']],
    [
      ['--where', 'lang!=en'],
      ['?', '–', 'bob'],
    ],
    [
      ['--where', 'lang'],
      ['alice', '–'],
    ],
    [['--where', '!lang', '--where', 'user=bob'], ['bob']],
    [['--where', 'size>2000'], ['bob']],
    [['--signed-in'], ['alice', 'bob']],
    [['--anonymous'], ['–']],
    [['--corrupt'], ['?']],
    [['--expired'], []],
    [['--signed-in', '--corrupt', '--where', 'state!=live'], ['?']],
  ])('lists with %j those that were asked for', async (args, users) => {
    const { sessions } = await variousSessions(kind);
    const { exitCode, stdout, stderr } = await inspectStore(sessions, args);
    expect(exitCode).toBe(0);
    const rows = stdout.split('\n').slice(1);
    expect(rows.map((row) => row.split(/ {2,}/)[1]).sort()).toEqual([...users].sort());
    expect(stderr).toMatch(/, of 4 {6}/);
  });

  it.each([
    ['leaves', ['–', 'alice', 'bob', '?']],
    ['size', ['bob', 'alice', '–', '?']],
    ['user', ['alice', 'bob', '–', '?']],
    ['idle', ['alice', '–', 'bob', '?']],
    ['age', ['alice', '–', 'bob', '?']],
  ])('sorts by %s', async (sort, users) => {
    const { sessions } = await variousSessions(kind);
    const { stdout } = await inspectStore(sessions, ['--sort', sort]);
    const seen = stdout
      .split('\n')
      .slice(1)
      .map((row) => row.split(/ {2,}/)[1]);
    // Two that have no user come in any order.
    expect(sort === 'user' ? seen.slice(0, 2) : seen).toEqual(
      sort === 'user' ? users.slice(0, 2) : users,
    );
  });

  it('shows so many as --limit says, and says that there may be more', async () => {
    const { sessions } = await variousSessions(kind);
    const limited = await inspectStore(sessions, ['--limit', '2']);
    expect(limited.stdout.split('\n')).toHaveLength(3);
    expect(limited.stderr).toMatch(/^2 sessions shown: .*; there may be more \(--limit 0\)/);
    const sorted = await inspectStore(sessions, ['--limit', '2', '--sort', 'size']);
    expect(sorted.stderr).toMatch(/^2 sessions shown: 2 signed in, of 4 /);
  });

  it('counts, and prints nothing else', async () => {
    const { sessions } = await variousSessions(kind);
    expect(await inspectStore(sessions, ['--count'])).toEqual({
      exitCode: 0,
      stdout: '4',
      stderr: '',
    });
    const { stdout } = await inspectStore(sessions, ['--count', '--signed-in']);
    expect(stdout).toBe('2');
  });

  it('prints one JSON array, or a line each, of one documented shape', async () => {
    const { sessions, alice } = await variousSessions(kind);
    const array = await inspectStore(sessions, ['--json']);
    const lines = await inspectStore(sessions, ['--ndjson']);
    const parsed = JSON.parse(array.stdout);
    expect(array.stderr + lines.stderr).toBe('');
    const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
    expect(
      lines.stdout
        .split('\n')
        .map((line) => JSON.parse(line))
        .sort(byId),
    ).toEqual([...parsed].sort(byId));
    const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(parsed.find(({ user }: { user: string }) => user === 'alice')).toEqual({
      v: 1,
      id: masked(alice),
      state: 'live',
      user: 'alice',
      data: { user_name: 'alice', lang: 'en', theme: 'dark' },
      created: ISO,
      used: ISO,
      expires: ISO,
      size: expect.any(Number),
    });
    expect(parsed.find(({ state }: { state: string }) => state === 'corrupt')).toEqual({
      v: 1,
      id: masked('torn'),
      state: 'corrupt',
      reason: expect.stringMatching(/JSON/),
      user: null,
      data: {},
      created: null,
      used: null,
      expires: null,
      size: 11,
    });
  });

  it('prints an empty array for an empty store', async () => {
    const { stdout } = await inspectStore(storedSessions(kind), ['--json']);
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it('masks ids, and values that look like secrets, unless --reveal is said', async () => {
    const sessions = storedSessions(kind);
    const secrets = { password: 'hunter2', apiKey: 'k-12345', nested: { access_token: 'abc' } };
    const id = await sessions.add({ user_name: 'alice', ...secrets });
    for (const args of [[], ['--json'], [masked(id)]]) {
      const { stdout, stderr } = await inspectStore(sessions, args);
      expect(stdout + stderr).not.toMatch(/hunter2|k-12345|abc"/);
      expect(stdout + stderr).not.toContain(id);
    }
    const { stdout, stderr } = await inspectStore(sessions, ['--json', '--reveal']);
    expect(JSON.parse(stdout)[0].data).toMatchObject(secrets);
    expect(JSON.parse(stdout)[0].sessionId).toBe(kind === 'redis' ? id : undefined);
    expect(stderr).toContain('Secrets are shown');
  });

  it('shows one session whole, by any unique beginning of its id', async () => {
    const { sessions, bob } = await variousSessions(kind);
    for (const length of [6, 8, 20, 64]) {
      const { exitCode, stdout } = await inspectStore(sessions, [digestStart(bob, length)]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Session ${masked(bob)} {2}live\n`));
      expect(stdout).toMatch(/\n {2}user {5}bob\n/);
      expect(stdout).toMatch(/\n {2}expires {2}\d{4}-\d\d-\d\d [\d:]+ UTC, in 4 h 59 min\n/);
      expect(stdout).toMatch(
        /\nIt holds\n {2}note {7}x{2000}\n {2}user_name {2}bob\n {2}views {6}12$/,
      );
    }
  });

  it('says that no id begins so, with exit code 1, and that several do, with 2', async () => {
    const { sessions } = await variousSessions(kind);
    const none = await inspectStore(sessions, ['zzzz']);
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toContain('There is no session with an id that begins with zzzz.');

    for (let n = 0; n < 17; n += 1) await sessions.add({ n });
    const all = JSON.parse((await inspectStore(sessions, ['--json'])).stdout);
    const firsts: string[] = all.map(({ id }: { id: string }) => id.slice(0, 1));
    const twice = firsts.find((first, index) => firsts.indexOf(first) !== index) ?? '';
    const several = await inspectStore(sessions, [twice]);
    expect(several.exitCode).toBe(2);
    // A whole session id may begin so, too, and is told by its masked one.
    expect(several.stderr).toMatch(new RegExp(`begin with ${twice}: \\w{8}, \\w{8}`));
  });

  it('stops reading when nobody listens any more', async () => {
    const sessions = storedSessions(kind);
    for (let n = 0; n < 300; n += 1) await sessions.addRaw(`visitor-${n}`, '{"cookie":{},"n":1}');
    const command = [process.execPath, BIN['session-app'], 'inspect', ...sessions.args, '--ndjson'];
    const line = `${command.map((word) => `'${word}'`).join(' ')} | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await execa('bash', ['-c', line], { env: CLEAN_ENV });
    expect(stdout.split('\n').at(-1)).toBe('0');
    expect(stderr).toBe('');
  });
});

function digestStart(id: string, length: number): string {
  return digest(id).slice(0, length);
}

describe('wrong usage', () => {
  it.each([
    [['--where', '=x'], 'cannot be understood'],
    [['--sort', 'colour'], 'Choose one of age, idle, leaves, size, user'],
    [['--limit', 'many'], 'whole number'],
    [['--watch', '--count'], 'do not go together'],
    [['--destroy', '--prune'], 'do not go together'],
    [['--redis', 'redis://127.0.0.1:1'], 'Name one store'],
  ])('%j is told, with exit code 2', async (args, message) => {
    const { exitCode, stdout, stderr } = await inspectStore(storedSessions('file'), args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each([
    ['in lines', [], /^\{\n/],
    ['in one line to who watches, as all else is then', ['--watch'], /^\{"v":1,.*\}$/],
  ])('is told as JSON to who asked for that, %s', async (_, args, shape) => {
    const all = ['--json', '--where', '=x', ...args];
    const { stdout } = await inspectStore(storedSessions('file'), all);
    expect(JSON.parse(stdout)).toMatchObject({ v: 1, type: 'error', code: 'usage' });
    expect(stdout).toMatch(shape);
  });

  it('of a database that is not there does not begin with its driver', async () => {
    const cwd = scratchFolder();
    const args = ['inspect', '--database', 'nope.sqlite'];
    const { exitCode, stderr } = await runCli(args, { bin: 'session-app', cwd });
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`There is no database ${join(cwd, 'nope.sqlite')}.`);
  });
});
