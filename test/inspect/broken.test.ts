import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import session from 'express-session';
import fileStore from 'session-file-store';
import { beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { runCli } from '../support/cli.ts';
import { withRedis } from '../support/redis.ts';
import { scratchFolder } from '../support/scratch.ts';
import {
  digest,
  inspectStore,
  masked,
  recordPath,
  STORES,
  type StoredSessions,
  storedSessions,
} from '../support/stored.ts';

/** A file is old after two seconds, by a time that no test can set. */
const UNTIL_OLD = { timeout: 30_000, interval: 300 };

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const MB = 1_000_000;
const VALID = '{"cookie":{},"n":1}';

/** A store whose only valid session is alice's, and what stands beside it. */
describe.each(STORES)('in the %s store', (kind) => {
  let sessions: StoredSessions;
  beforeEach(async () => {
    sessions = storedSessions(kind);
    await sessions.add({ user_name: 'alice' });
  });

  it.each([
    ['nothing at all', '', /corrupt: Unexpected end of JSON input/],
    ['half a record', '{"cookie":{"path":"/"},"user_na', /corrupt: .*JSON/],
    ['no JSON', '<html>', /corrupt: Unexpected token '<'$/],
    ['JSON that is no session', '[1, 2]', /corrupt: not a session: there is no cookie in it/],
    ['a record without its cookie', '{"user_name":"bob"}', /corrupt: not a session/],
    ['bytes that are no text', '\u0000\u0001\ufffd', /corrupt: /],
    [
      'JSON that goes too deep',
      `{"cookie":{},"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
      /unreadable: nested too deeply/,
    ],
    [
      'a record that only its site can decrypt',
      '{"ct":"…","hmac":"…","iv":{}}',
      /unreadable: encrypted/,
    ],
  ])('%s is a row of its own, and no stop', async (_, text, reason) => {
    await sessions.addRaw('broken', text);
    const { exitCode, stdout, stderr } = await inspectStore(sessions);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('alice');
    const row = stdout.split('\n').find((line) => line.startsWith(masked('broken')));
    expect(row).toMatch(reason);
    expect(stdout + stderr).not.toMatch(/\n +at /);
  });

  it('what a parser says of a broken record does not tell what is in it', async () => {
    await sessions.addRaw('broken', '{"cookie":{},"password":"hunter2" hunter2');
    await sessions.addRaw('broken-2', 'hunter2hunter2');
    const { stdout, stderr } = await inspectStore(sessions, ['--json']);
    expect(stdout).toContain('JSON');
    expect(stdout + stderr).not.toContain('hunter2');
  });

  it.each([
    ['10 MB', 10 * MB, 'live', /10 MB {2}user_name x$/],
    ['20 MB', 20 * MB, 'unreadable', /20 MB {2}unreadable: too large/],
  ])('a session of %s is a row', async (_, size, state, row) => {
    await sessions.addRaw('huge', `{"cookie":{},"user_name":"eve","x":"${'x'.repeat(size)}"}`);
    // Files say when they leave by their modification time.
    if (kind === 'file') prolong(sessions, 'huge');
    const { exitCode, stdout } = await inspectStore(sessions);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').find((line) => line.startsWith(masked('huge')))).toMatch(row);
    const { stdout: json } = await inspectStore(sessions, [
      '--json',
      '--where',
      'size>100000',
      '--limit',
      '1',
    ]);
    expect(JSON.parse(json)[0]).toMatchObject({ state, user: state === 'live' ? 'eve' : null });
  });

  it('a time that is no time is none', async () => {
    await sessions.addRaw('strange', '{"cookie":{"originalMaxAge":1e300,"expires":"never"},"n":1}');
    const { exitCode, stdout } = await inspectStore(sessions, ['--json', '--where', 'n=1']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(1);
  });

  it('what a visitor typed does not reach the terminal as a command to it', async () => {
    await sessions.add({ user_name: '\u001b[2J\u009b31m\u202egnp', 'a\nb': 1 });
    const plain = await inspectStore(sessions);
    expect(plain.stdout).toContain('\\u001b[2J\\u009b31m\\u202');
    expect(plain.stdout).toContain('a\\nb');
    const { stdout } = await inspectStore(sessions, ['--where', 'a\nb']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not be there
    expect(plain.stdout + stdout).not.toMatch(/[\u001b\u009b\u202e]/);
  });
});

function prolong({ settings: { SESSION_DIR = '' } }: StoredSessions, id: string): void {
  const later = new Date(Date.now() + 3_600_000);
  utimesSync(recordPath(SESSION_DIR, id), later, later);
}

describe('in a folder', () => {
  let sessions: StoredSessions;
  let folder: string;
  beforeEach(async () => {
    sessions = storedSessions('file');
    folder = sessions.settings.SESSION_DIR ?? '';
    await sessions.add({ user_name: 'alice' });
  });
  const old = (path: string) => utimesSync(path, new Date(0), new Date(0));

  it.each([
    [
      'somebody’s notes',
      (path: string) => writeFileSync(`${path}/notes.txt`, 'mine'),
      'notes.txt: not a session file',
    ],
    [
      'JSON that is no session',
      (path: string) => writeFileSync(`${path}/package.json`, '{}'),
      'package.json: JSON, but not a session',
    ],
    [
      'a folder in the place of a session’s file',
      (path: string) => mkdirSync(recordPath(path, 'x'), { recursive: true }),
      ': not a regular file',
    ],
    [
      'a pipe in its place',
      (path: string) => {
        mkdirSync(`${path}/${digest('x')}`);
        execFileSync('mkfifo', [recordPath(path, 'x')]);
      },
      ': not a regular file',
    ],
    [
      'a pipe in the place of a session',
      (path: string) => execFileSync('mkfifo', [`${path}/${digest('x')}`]),
      ': not a regular file',
    ],
    [
      'a link in the place of a session’s file',
      (path: string) => {
        mkdirSync(`${path}/${digest('x')}`);
        symlinkSync('/etc/passwd', recordPath(path, 'x'));
      },
      ': a link, and a site follows none',
    ],
    [
      'a link to a session elsewhere',
      (path: string) => symlinkSync('/etc/passwd', `${path}/${digest('x')}`),
      ': not a regular file',
    ],
  ])('%s is a line on stderr, and no row', async (_, make, line) => {
    make(folder);
    const { exitCode, stdout, stderr } = await inspectStore(sessions);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toMatch(/^Skipped /);
    expect(stderr).toContain(line);
  });

  // Other systems give no file such a name.
  it.runIf(process.platform === 'linux')('a session is so too whose name is no text', async () => {
    writeFileSync(Buffer.from(`${folder}/caf\xe9.json`, 'latin1'), VALID);
    const { stderr } = await inspectStore(sessions);
    expect(stderr).toContain('Skipped caf\ufffd.json: its name is not valid UTF-8');
  });

  it('of much that is no session, the first lines and a number are told', async () => {
    for (let n = 0; n < 50; n += 1) writeFileSync(join(folder, `note-${n}`), '');
    const { stderr } = await inspectStore(sessions);
    expect(stderr.match(/^Skipped note-/gm)).toHaveLength(20);
    expect(stderr).toContain('Skipped 30 more.');
  });

  it('what is being written or locked just now is not told', async () => {
    mkdirSync(join(folder, `${digest('x')}.0a1b2c3d4e5f.new`));
    mkdirSync(join(folder, digest('ends just now')));
    writeFileSync(join(folder, `${digest('x')}.abcdef.new`), '{"coo');
    writeFileSync(join(folder, `${digest('x')}.lock`), '');
    const { stdout, stderr } = await inspectStore(sessions);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).not.toContain('Skipped');
  });

  it('what a killed process left behind is told', async () => {
    mkdirSync(join(folder, `${digest('x')}.0a1b2c3d4e5f.new`));
    writeFileSync(join(folder, `${digest('x')}.abcdef.new`), '{"coo');
    writeFileSync(join(folder, `${digest('x')}.lock`), '');
    // It is told once it is too old to be in the middle of a write.
    await vi.waitFor(async () => {
      const { stderr } = await inspectStore(sessions);
      expect(stderr.match(/\.new: half-written, by a process that was killed/g)).toHaveLength(2);
      expect(stderr).toMatch(/\.lock: a lock, left by a process that was killed/);
    }, UNTIL_OLD);
  });

  it('what the site has set aside is a row', async () => {
    mkdirSync(join(folder, `${digest('x')}.unreadable`));
    writeFileSync(join(folder, `${digest('x')}.unreadable`, 'record'), '{"coo');
    const { stdout } = await inspectStore(sessions);
    expect(stdout).toMatch(new RegExp(`\n${masked('x')} .*corrupt: set aside by the site: .*JSON`));
  });

  it.skipIf(!isRoot)('a file that the reader may not read is a row', async () => {
    await sessions.addRaw('closed', VALID);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, '..'), 0o755);
    chmodSync(join(folder, digest('closed')), 0o755);
    const args = ['inspect', '--dir', folder];
    const { exitCode, stdout, stderr } = await runCli(args, { bin: 'session-app', uid: NOBODY });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`\n${masked('closed')} .*19 B .*unreadable: permission denied`),
    );
    expect(stdout + stderr).not.toMatch(/\n +at /);
  });

  it.skipIf(!isRoot)('a session whose folder the reader may not look into is a row', async () => {
    await sessions.addRaw('closed', VALID);
    for (const path of [join(folder, '..'), folder]) chmodSync(path, 0o755);
    const args = ['inspect', '--dir', folder];
    const { exitCode, stdout } = await runCli(args, { bin: 'session-app', uid: NOBODY });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`\n${masked('closed')} .*unreadable: permission denied`));
  });

  it.skipIf(!isRoot)('that a group shares, a file counts whoever owns it', async () => {
    await sessions.addRaw('shared', VALID);
    chmodSync(folder, 0o2775);
    chownSync(recordPath(folder, 'shared'), NOBODY, NOBODY);
    const { stdout } = await inspectStore(sessions);
    expect(stdout).toContain(masked('shared'));
  });

  it.skipIf(!isRoot)('a file of another user is no session to the site, and is told', async () => {
    await sessions.addRaw('planted', VALID);
    chownSync(recordPath(folder, 'planted'), NOBODY, NOBODY);
    const { stdout, stderr } = await inspectStore(sessions);
    expect(stdout).not.toContain(masked('planted'));
    expect(stderr).toContain('belongs to another user');
  });

  it.skipIf(!isRoot)('that the reader may not open is an error, with exit code 4', async () => {
    chmodSync(folder, 0o700);
    const args = ['inspect', '--dir', folder];
    const { exitCode, stderr } = await runCli(args, { bin: 'session-app', uid: NOBODY });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/cannot be read: permission denied\. Check --dir, or SESSION_DIR/);
  });

  it.each([
    [
      'is missing',
      (path: string) => `${path}/nowhere`,
      /no such folder\. .* not stored a session yet\./,
    ],
    [
      'is a file',
      (path: string) => `${path}/file`,
      /it is not a folder\. .* in the site's \.env\.$/m,
    ],
  ])('that %s is an error, with exit code 4', async (_, where, reason) => {
    writeFileSync(join(folder, 'file'), '');
    const { exitCode, stdout, stderr } = await inspectStore({ args: ['--dir', where(folder)] });
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(reason);
  });

  it('a file that shrinks to nothing while it is open is corrupt, and no stop', async () => {
    await sessions.addRaw('emptied', VALID);
    truncateSync(recordPath(folder, 'emptied'), 5);
    old(recordPath(folder, 'emptied'));
    const { stdout } = await inspectStore(sessions);
    expect(stdout).toMatch(new RegExp(`\n${masked('emptied')} .*corrupt`));
  });
});

describe('in a folder of session-file-store', () => {
  it.each([
    ['', undefined, /\n\w{8} {2}alice {2}– +\d+ s +\S.*\S +\d+ B +user$/, '1 signed in'],
    [', encrypted', 'a secret', /\n\w{8} {2}\? .* {2}unreadable: encrypted$/, '1 unreadable'],
  ])('sessions are rows%s', async (_, secret, row, numbers) => {
    const path = scratchFolder();
    const Store = fileStore(session);
    const store = new Store({ path, ...(secret && { secret }), reapInterval: -1, logFn: () => {} });
    const cookie = new session.Cookie();
    cookie.originalMaxAge = 3_600_000;
    await new Promise<void>((resolve, reject) => {
      store.set('an-id-of-its-own', Object.assign({ cookie }, { user: 'alice' }), (error) =>
        error ? reject(error) : resolve(),
      );
    });
    const { exitCode, stdout, stderr } = await inspectStore({ args: ['--dir', path] });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(row);
    expect(stdout).toContain(masked('an-id-of-its-own'));
    expect(stderr).toContain(numbers);
    expect(stdout + stderr).not.toContain('an-id-of-its-own');
  });
});

describe('the id in the name of a file that is no session is not shown', () => {
  const ID = 'vWB8rAcS0n5s1JqUwYtqPzK2eLfGh3Xd';

  it.each([
    ['a pipe', `${ID}.json`, (path: string) => execFileSync('mkfifo', [path])],
    ['JSON', `${ID}.json`, (path: string) => writeFileSync(path, '[]')],
    [
      'what a killed process left',
      `${ID}.json.1234567`,
      (path: string) => writeFileSync(path, '{'),
    ],
    ['what another store wrote', `sess-${ID}`, (path: string) => writeFileSync(path, '{}')],
  ])('%s', async (_, name, make) => {
    const folder = scratchFolder();
    make(join(folder, name));
    // What is half-written is told once it is old.
    await vi.waitFor(async () => {
      const { exitCode, stdout, stderr } = await inspectStore({ args: ['--dir', folder] });
      expect(stdout + stderr).not.toContain(ID);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: expect.stringMatching(/^Skipped [0-9a-f]{8}….*: /m),
      });
    }, UNTIL_OLD);
  });
});

describe.skipIf(!inject('redisUrl'))('in Redis', () => {
  it('a key of another type is a line on stderr, and no row', async () => {
    const sessions = storedSessions('redis');
    await sessions.add({ user_name: 'alice' });
    const { REDIS_URL = '', REDIS_PREFIX = '' } = sessions.settings;
    await withRedis(REDIS_URL, async (client) => {
      await client.rPush(`${REDIS_PREFIX}queue`, 'a');
      await client.hSet(`${REDIS_PREFIX}a-name-that-could-be-a-session-id`, 'a', '1');
    });
    const { exitCode, stdout, stderr } = await inspectStore(sessions);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toContain(`Skipped ${REDIS_PREFIX}queue: a key of another type than text`);
    expect(stderr).not.toContain('a-name-that-could-be-a-session-id');
  });

  it('keys that are no valid text are read all the same', async () => {
    const sessions = storedSessions('redis');
    const { REDIS_URL = '', REDIS_PREFIX = '' } = sessions.settings;
    await withRedis(REDIS_URL, (client) =>
      client.sendCommand([
        'EVAL',
        "return redis.call('SET', ARGV[1] .. '\\255\\254', ARGV[2])",
        '0',
        REDIS_PREFIX,
        '{"cookie":{},"user_name":"alicé ✓"}',
      ]),
    );
    const { stdout } = await inspectStore(sessions);
    expect(stdout).toContain('alicé ✓');
  });

  it('a prefix with characters that match others is taken as it is', async () => {
    const sessions = storedSessions('redis');
    const { REDIS_URL = '', REDIS_PREFIX = '' } = sessions.settings;
    await withRedis(REDIS_URL, async (client) => {
      await client.set(`${REDIS_PREFIX}s*[a]?:1`, VALID);
      await client.set(`${REDIS_PREFIX}sXa!:1`, VALID);
    });
    const args = ['--redis', REDIS_URL, '--prefix', `${REDIS_PREFIX}s*[a]?:`];
    const { stdout } = await inspectStore({ args }, ['--count']);
    expect(stdout).toBe('1');
  });

  it('a session that connect-redis has prolonged has not expired', async () => {
    const sessions = storedSessions('redis');
    const { REDIS_URL = '', REDIS_PREFIX = '' } = sessions.settings;
    const cookie = { originalMaxAge: 60_000, expires: new Date(Date.now() - 5_000) };
    await withRedis(REDIS_URL, (client) =>
      client.set(`${REDIS_PREFIX}touched`, JSON.stringify({ cookie, user: 'alice' }), {
        expiration: { type: 'EX', value: 55 },
      }),
    );
    const { stdout } = await inspectStore(sessions, ['--json']);
    const [{ state, used }] = JSON.parse(stdout);
    expect(state).toBe('live');
    expect(Math.abs(Date.now() - 5_000 - Date.parse(used))).toBeLessThan(3_000);
  });
});
