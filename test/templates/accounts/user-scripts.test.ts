import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choicesOf, LANGUAGE } from '../../../src/create/options.ts';
import { passwordMatches } from '../../../templates/base/src/accounts/passwords/passwords.ts';
import { UsersFile } from '../../../templates/base/src/accounts/users/users.ts';
import { CLEAN_ENV } from '../../support/cli.ts';
import { borrowSite, commandOf, type InstalledSite } from '../../support/site.ts';
import { KEYS, TerminalRun } from '../../support/terminal.ts';
import {
  makeHashesCheap,
  manage,
  PASSWORD,
  scratchUsers,
  signIn,
  startWithUsers,
} from '../../support/users.ts';
import { Visitor } from '../../support/visitor.ts';

/** A disk that takes nothing more. */
const FULL = '/dev/full';

const hashOf = (file: string, name: string) => new UsersFile(file).read().get(name)?.hash ?? '';

describe.each(choicesOf(LANGUAGE))('the scripts, in %s,', (language) => {
  let own: InstalledSite;
  beforeAll(async () => {
    own = await borrowSite('anonymous', 'file', language);
    makeHashesCheap(own);
  });
  afterAll(() => own?.remove());
  const manageOwn = (file: string, words: string[], input = '') => manage(own, file, words, input);

  it.skipIf(!existsSync(FULL))('tell of what a full disk did not take', () => {
    const disk = openSync(FULL, 'w');
    const [program, ...args] = commandOf(own.directory, 'user:list');
    const { status, stderr } = spawnSync(program, args, {
      cwd: own.directory,
      env: { ...CLEAN_ENV, USERS_FILE: scratchUsers() },
      stdio: ['ignore', disk, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(disk);
    expect(stderr).toMatch(/could not be printed: .*ENOSPC/);
    expect(status).toBe(1);
  });

  it('add a user, list all, change a password and remove a user', async () => {
    const file = scratchUsers();
    expect(await manageOwn(file, ['user:list'])).toMatchObject({
      exitCode: 0,
      stdout: 'There are no users.',
    });
    expect(await manageOwn(file, ['user:add', 'bob'], `${PASSWORD}\n`)).toEqual({
      exitCode: 0,
      stdout: 'Added bob.',
      stderr: '',
    });
    await manageOwn(file, ['user:add', ' Alice Smith '], PASSWORD);
    expect((await manageOwn(file, ['user:list'])).stdout).toBe('Alice Smith\nbob');

    const before = readFileSync(file, 'utf8');
    const changed = await manageOwn(file, ['user:add', 'bob'], 'another horse\r\n');
    expect(changed.stdout).toMatch(/^Changed the password of bob\./);
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    expect(await passwordMatches('another horse', hashOf(file, 'bob'))).toBe(true);

    expect((await manageOwn(file, ['user:remove', 'bob'])).stdout).toMatch(/^Removed bob\./);
    expect((await manageOwn(file, ['user:remove', 'Alice Smith'])).stdout).toMatch(
      /the last user\. In development, any name can now sign in on this machine\. In production, nobody can/,
    );
    expect((await manageOwn(file, ['user:list'])).stdout).toBe('There are no users.');
  });

  it.each([
    [['user:add'], 2, /^Usage:/, PASSWORD],
    [['user:add', ''], 2, /^A name has/, PASSWORD],
    [['user:add', '   '], 2, /^A name has/, PASSWORD],
    [['user:add', 'al\nice'], 2, /^A name has/, PASSWORD],
    [['user:add', 'alice\u202e'], 2, /^A name has/, PASSWORD],
    [['user:add', 'a'.repeat(101)], 2, /^A name has/, PASSWORD],
    [['user:add', '--', '--help'], 2, /^A name has.*\nUsage:/, PASSWORD],
    [['user:add', 'alice', PASSWORD], 2, /^Usage:/, PASSWORD],
    [['user:add', 'alice'], 1, /^No password was given\. Nothing was changed\./, ''],
    [['user:add', 'alice'], 1, /^A password needs at least 8 characters\. Nothing was/, '\n'],
    [['user:add', 'alice'], 1, /^This password is one of the most common ones\. Noth/, 'Password1'],
    [['user:remove'], 2, /^Usage:/, ''],
    [['user:remove', 'alice'], 1, /^There is no user alice\./, ''],
    [['user:list', 'alice'], 2, /^Usage:/, ''],
    [['user:link', 'alice', 'shop.example'], 2, /^An address is like https:.*\nUsage:/, ''],
    [['user:link', 'alice', 'ftp://shop.example'], 2, /^An address is like/, ''],
    [['user:link', 'alice', 'https://shop.example/path'], 2, /^An address is like/, ''],
    [['user:link', 'alice', 'https://shop.example', 'more'], 2, /^Usage:/, ''],
  ])('refuse %j with exit code %i, and %s', async (words, exitCode, message, input) => {
    const file = scratchUsers();
    const run = await manageOwn(file, words, input);
    expect(run).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it('run on a server, where packages for development are not installed', async () => {
    const installed = join(own.directory, 'node_modules');
    const all = realpathSync(installed);
    const manifest = readFileSync(join(own.directory, 'package.json'), 'utf8');
    rmSync(installed);
    mkdirSync(installed);
    for (const name of Object.keys(JSON.parse(manifest).dependencies)) {
      symlinkSync(join(all, name), join(installed, name));
    }
    const run = await manageOwn(scratchUsers(), ['user:add', 'alice'], PASSWORD);
    rmSync(installed, { recursive: true });
    symlinkSync(all, installed);
    expect(run).toEqual({ exitCode: 0, stdout: 'Added alice.', stderr: '' });
  });

  it('need no other setting than where the users are', async () => {
    const file = scratchUsers();
    const script = join(own.directory, own.code, 'accounts/users/manage-users.js');
    const { exitCode } = await execa(process.execPath, [script, 'add', 'alice'], {
      cwd: '/',
      env: { USERS_FILE: file, SESSION_SECRET: '' },
      input: PASSWORD,
    });
    expect(exitCode).toBe(0);
    expect(existsSync(file)).toBe(true);
  });

  it('print a link with which somebody sets their password, in a running site, once', async () => {
    const file = scratchUsers();
    const invited = await manageOwn(file, ['user:link', 'alice']);
    expect(invited.exitCode).toBe(0);
    expect(invited.stdout).toMatch(
      /^Added alice\. Whoever opens this link can set the password of alice, once and within an hour\. It leads to http:\/\/localhost:3000\. For another address: npm run user:link NAME ADDRESS\nhttp:\/\/localhost:3000\//,
    );
    const { url } = await startWithUsers(own, file);
    const link = (text: string) => new URL(text.split('\n').at(-1) ?? '');
    const use = async ({ pathname, search, searchParams }: URL, password: string) => {
      const visitor = new Visitor(url);
      expect((await visitor.get(pathname + search)).status).toBe(200);
      const form = { ...Object.fromEntries(searchParams), password, repeated: password };
      expect((await visitor.post(pathname, form)).status).toBe(303);
      expect((await visitor.post(pathname, form)).status).toBe(403);
      return (await signIn(url, 'alice', password)).answer.status;
    };
    expect(await use(link(invited.stdout), 'a first password')).toBe(302);
    const { stdout } = await manageOwn(file, ['user:link', 'alice', 'https://shop.example/']);
    expect(stdout).toMatch(
      /^Whoever opens this link.* hour\.\nhttps:\/\/shop\.example\/set-password/,
    );
    expect(await use(link(stdout), 'a second password')).toBe(302);
    expect((await signIn(url, 'alice', 'a first password')).answer.status).toBe(422);
  });

  it('ask on a terminal, twice, and never show the password', async () => {
    const file = scratchUsers();
    const run = terminal(file);
    await run.shows('Password for alice, at least 8 characters:');
    run.press(`wrong\x7f\x7f\x7f\x7f\x7f${PASSWORD}${KEYS.enter}`);
    await run.shows('Once more:');
    run.press(`${PASSWORD}${KEYS.enter}`);
    expect(await run.ended).toBe(0);
    expect(run.text()).toMatch(
      /Password for alice, at least 8 characters:\s+Once more:\s+Added alice\./,
    );
    for (const part of ['wrong', 'correct', 'horse']) expect(run.output).not.toContain(part);
    expect(await passwordMatches(PASSWORD, hashOf(file, 'alice'))).toBe(true);
  });

  it('never show the password after Ctrl-Z either, where no shell would bring them back', async () => {
    const file = scratchUsers();
    const run = terminal(file);
    await run.shows('Password for alice, at least 8 characters:');
    run.press(`\x1a${PASSWORD}${KEYS.enter}`);
    await run.shows('Once more:');
    run.press(`${PASSWORD}${KEYS.enter}`);
    expect(await run.ended).toBe(0);
    for (const part of ['correct', 'horse']) expect(run.output).not.toContain(part);
  });

  it('say on a terminal what is wrong with a password before it is typed again', async () => {
    const file = scratchUsers();
    const run = terminal(file);
    await run.shows('Password for alice, at least 8 characters:');
    run.press(`short${KEYS.enter}`);
    expect(await run.ended).toBe(1);
    expect(run.text()).toMatch(/A password needs at least 8 characters\. Nothing was changed\./);
    expect(run.output).not.toMatch(/Once more|short/);
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  it.each([
    ['the second password differs', 'corect horse\r', /The two passwords differ\. Nothing was/],
    ['the arrow up is to repeat the first', '\x1b[A\r', /The two passwords differ\./],
    ['it is stopped half-way', KEYS.ctrlC, /No password was given\. Nothing was changed\./],
  ])('change nothing on a terminal where %s', async (_, keys, message) => {
    const file = scratchUsers();
    const run = terminal(file);
    await run.shows('Password for alice, at least 8 characters:');
    run.press(PASSWORD + KEYS.enter);
    await run.shows('Once more:');
    run.press(keys);
    expect(await run.ended).toBe(1);
    expect(run.text()).toMatch(message);
    expect(run.output).not.toMatch(/correct|corect/);
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  function terminal(file: string): TerminalRun {
    return new TerminalRun('npm', ['run', '--silent', 'user:add', 'alice'], {
      cwd: own.directory,
      env: { USERS_FILE: file },
    });
  }
});
