import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { create } from '../../src/index.ts';
import { newSessionId } from '../../templates/base/src/sessions/session-id.ts';
import { runCli } from '../support/cli.ts';
import { openStore, record } from '../support/records.ts';
import { freePort } from '../support/redis.ts';
import { scratchFolder } from '../support/scratch.ts';
import { signedCookie } from '../support/signed-cookie.ts';
import { digest, masked, STORES, type StoredSessions, storedSessions } from '../support/stored.ts';
import { runOnTerminal } from '../support/terminal.ts';

const SECRET = 'the secret of a site for tests';
const OTHER = 'a secret that is no longer the first one';

function decode(
  input: string,
  args: string[] = [],
  env: Record<string, string> = {},
  cwd?: string,
) {
  return runCli(['decode', '-', ...args], { bin: 'session-app', env, input, ...(cwd && { cwd }) });
}

function cookieOf(sessionId: string, secret = SECRET): Promise<string> {
  return signedCookie(sessionId, secret);
}

describe.each(STORES)('session-app decode, with a session in the %s store', (kind) => {
  let sessions: StoredSessions;
  let id: string;
  beforeEach(async () => {
    sessions = storedSessions(kind);
    id = await sessions.add({ user_name: 'alice', token: 'hunter2' });
  });

  it.each([
    ['a value', (value: string) => value, '–'],
    ['a value without its encoding', decodeURIComponent, '–'],
    ['a name and a value', (value: string) => `session=${value}`, 'session'],
    ['a header', (value: string) => `Cookie: a=b; session=${value}; c=d`, 'session'],
    [
      'what a server sets',
      (value: string) => `Set-Cookie: __Host-session=${value}; Path=/; HttpOnly`,
      '__Host-session',
    ],
  ])('reads %s, and shows the session that it opens', async (_, form, name) => {
    const { exitCode, stdout, stderr } = await decode(
      `${form(await cookieOf(id))}\n`,
      sessions.args,
      {
        SESSION_SECRET: SECRET,
      },
    );
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(new RegExp(`^ {2}cookie {6}${name}$`, 'm'));
    expect(stdout).toMatch(
      new RegExp(`^ {2}session id  ${masked(id)}, masked, of \\d+ characters$`, 'm'),
    );
    expect(stdout).toMatch(/^ {2}made {8}\d{4}-\d\d-\d\d [\d:]+ UTC$/m);
    expect(stdout).toMatch(/^ {2}signature {3}43 characters, signed with SESSION_SECRET$/m);
    expect(stdout).toMatch(/^ {2}opens {7}this session$/m);
    expect(stdout).toMatch(new RegExp(`^Session ${masked(id)} {2}live$`, 'm'));
    expect(stdout).toMatch(/^ {2}user_name {2}alice$/m);
    expect(stdout).not.toMatch(/hunter2/);
    expect(stdout).not.toContain(id);
  });

  it('answers that it was not signed with this secret, and shows no session', async () => {
    const { exitCode, stdout } = await decode(await cookieOf(id, OTHER), sessions.args, {
      SESSION_SECRET: SECRET,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('not signed with this secret');
    expect(stdout).toContain('nothing: a site with this secret refuses it');
    expect(stdout).not.toContain('alice');
  });

  it.each([
    ['--secret', ['--secret', SECRET], {}, 'signed with --secret'],
    [
      'one of several of --secret',
      ['--secret', OTHER, '--secret', SECRET],
      {},
      'signed with --secret',
    ],
    [
      'the older of two',
      [],
      { SESSION_SECRET: `${OTHER}, ${SECRET}` },
      'signed with SESSION_SECRET, the second of 2',
    ],
    ['none that is known', [], {}, 'not checked: no secret is known (--secret, SESSION_SECRET)'],
  ])('says whose secret it verifies with: %s', async (_, args, env, text) => {
    const { stdout } = await decode(
      await cookieOf(id),
      [...sessions.args, ...args],
      env,
      scratchFolder(),
    );
    expect(stdout).toContain(text);
    expect(stdout).toContain('alice');
    expect(stdout).not.toContain(SECRET);
  });

  it('takes a comma for a part of a secret, too', async () => {
    const secret = 'one, and only one, secret';
    const { stdout } = await decode(await cookieOf(id, secret), sessions.args, {
      SESSION_SECRET: secret,
    });
    expect(stdout).toContain('signed with SESSION_SECRET');
  });

  it('says so where the session has ended', async () => {
    const { exitCode, stdout } = await decode(await cookieOf(newSessionId()), sessions.args, {
      SESSION_SECRET: SECRET,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('nothing: the store has no such session');
  });

  it('prints one JSON object', async () => {
    const args = [...sessions.args, '--json'];
    const { stdout } = await decode(`session=${await cookieOf(id)}`, args, {
      SESSION_SECRET: SECRET,
    });
    expect(JSON.parse(stdout)).toEqual({
      v: 1,
      name: 'session',
      signed: true,
      signedWith: 'SESSION_SECRET',
      id: masked(id),
      made: expect.stringMatching(/^\d{4}-.*Z$/),
      session: expect.objectContaining({ v: 1, id: masked(id), user: 'alice' }),
    });
  });

  it('shows the whole id with --reveal, and says so', async () => {
    const { stdout, stderr } = await decode(await cookieOf(id), [...sessions.args, '--reveal']);
    expect(stdout).toContain(`s:${id}.`);
    expect(stderr).toContain('Secrets are shown');
  });
});

describe('session-app decode', () => {
  it('takes secret and store from the site', async () => {
    const directory = join(scratchFolder(), 'my-app');
    await create({ directory, store: 'file' });
    const { SESSION_SECRET } = parseEnv(readFileSync(join(directory, '.env'), 'utf8'));
    const store = await openStore('file', { SESSION_DIR: join(directory, '.sessions') });
    const id = newSessionId();
    await store.create(id, record({ user_name: 'alice' }));
    await store.close();

    const cookie = await cookieOf(id, SESSION_SECRET);
    for (const { stdout } of [
      await decode(cookie, [], {}, directory),
      await decode(cookie, ['--site', directory]),
    ]) {
      expect(stdout).toContain('signed with SESSION_SECRET in .env');
      expect(stdout).toMatch(/^ {2}user_name {2}alice$/m);
    }
  });

  it('says why it did not look for the session of a site that keeps them in memory', async () => {
    const directory = join(scratchFolder(), 'my-app');
    await create({ directory, store: 'memory' });
    const { exitCode, stdout } = await decode(await cookieOf('x'), [
      '--site',
      directory,
      '--secret',
      SECRET,
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/not looked for: .* live in the memory of the app.*session-app dev/s);
  });

  it('says what the cookie is, and then that the store cannot be read, with exit code 4', async () => {
    const args = ['--redis', `redis://127.0.0.1:${await freePort()}`, '--secret', SECRET];
    const { exitCode, stdout, stderr } = await decode(await cookieOf('an-id'), args);
    expect(exitCode).toBe(4);
    expect(stdout).toContain(masked('an-id'));
    expect(stdout).toContain('signed with --secret');
    expect(stderr).toContain('cannot be reached (ECONNREFUSED)');
  });

  it.each([
    ['not signed', 'theme=dark', /4 characters, not signed the way express-session does/],
    ['not signed, though it begins like it', 's:no-signature', /not signed/],
    ['of a broken encoding', 's%3Aabc.%E0%A4%A', /not signed the way/],
    ['of nothing but a signature', 's:.abc', /not signed/],
    ['of a signature that is too short', 's:abc.x', /1 character, not signed with this secret/],
    ['of commands to a terminal', 's:\u001b[2J.sig', /not signed with this secret/],
  ])('a cookie that is %s is an answer, too', async (_, cookie, text) => {
    const { exitCode, stdout } = await decode(cookie, ['--secret', SECRET], {}, scratchFolder());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(text);
    expect(stdout).not.toContain('\u001b');
  });

  it('no id leads out of the folder', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'sessions'));
    writeFileSync(join(folder, 'outside.json'), '{"cookie":{},"user":"mallory"}');
    const args = ['--dir', join(folder, 'sessions'), '--secret', SECRET];
    const { stdout } = await decode(await cookieOf('../outside'), args);
    expect(stdout).toContain('the store has no such session');
    expect(stdout).not.toContain('mallory');
  });

  it('takes the cookie as an argument, too', async () => {
    const { stdout } = await runCli(['decode', await cookieOf('an-id')], {
      bin: 'session-app',
      cwd: scratchFolder(),
    });
    expect(stdout).toContain(digest('an-id').slice(0, 8));
  });

  it.each(['', '\n'])('without a cookie is wrong usage: %j', async (input) => {
    const { exitCode, stderr } = await decode(input);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('The cookie is empty');
  });

  it('does not wait for a person to type one', async () => {
    const run = runOnTerminal(['decode'], { cwd: scratchFolder() }, 'session-app');
    expect(await run.ended).toBe(2);
    expect(run.text()).toContain('Pass it on standard input, where no other user can');
  });
});
