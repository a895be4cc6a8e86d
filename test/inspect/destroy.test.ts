import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { filterOf } from '../../src/sessions/filter.ts';
import type { Session } from '../../src/sessions/session.ts';
import { openStore as openFromOutside } from '../../src/stores/open.ts';
import type { StorePlace } from '../../src/stores/places.ts';
import { openStore } from '../support/records.ts';
import { withRedis } from '../support/redis.ts';
import {
  digest,
  inspectStore,
  masked,
  STORES,
  type StoredSessions,
  storedSessions,
} from '../support/stored.ts';
import { KEYS, runOnTerminal } from '../support/terminal.ts';

async function users(sessions: StoredSessions): Promise<string[]> {
  const { stdout } = await inspectStore(sessions, ['--json', '--signed-in']);
  return JSON.parse(stdout)
    .map(({ user }: { user: string }) => user)
    .sort();
}

/** A store with three who are signed in, one visitor, and two records that count no more. */
async function filled(kind: StoredSessions['kind']) {
  const sessions = storedSessions(kind);
  const alice = await sessions.add({ user_name: 'alice', views: 1 });
  const bob = await sessions.add({ user_name: 'bob', views: 2 });
  await sessions.add({ user_name: 'carol', views: 3 });
  await sessions.add({ lang: 'en' });
  await sessions.addRaw('torn', '{"cookie":');
  // Redis takes a key away itself when its time is up, unless its expiry was lost.
  if (kind === 'file') await sessions.add({ lang: 'en' }, -1_000);
  else await sessions.addRaw('late', '{"cookie":{"expires":"2020-01-01T00:00:00.000Z"}}');
  return { sessions, alice, bob };
}

function placeOf({ kind, settings }: StoredSessions): StorePlace {
  const { SESSION_DIR = '', REDIS_URL = '', REDIS_PREFIX = '' } = settings;
  return kind === 'file'
    ? { kind, directory: SESSION_DIR, name: '', mayBeMissing: false }
    : { kind, url: REDIS_URL, prefix: REDIS_PREFIX };
}

const ON_TERMINAL = { cwd: process.cwd() };

describe.each(STORES)('inspect --destroy, on the %s store', (kind) => {
  it('lists what will go, destroys it with --yes, and says what went', async () => {
    const { sessions, alice } = await filled(kind);
    const { exitCode, stdout, stderr } = await inspectStore(sessions, [
      '--destroy',
      masked(alice),
      '--yes',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`destroyed  ${masked(alice)}  alice`);
    expect(stderr).toMatch(
      /^To be destroyed in (file|redis) .*:\n\nID .*\n\w{8} {2}alice .*\n\nDestroyed 1 session\.$/,
    );
    expect(await users(sessions)).toEqual(['bob', 'carol']);
  });

  it('signs whoever it was out for good', async () => {
    const { sessions, alice } = await filled(kind);
    const site = await openStore(kind, sessions.settings);
    onTestFinished(() => site.close());
    await inspectStore(sessions, ['--destroy', masked(alice), '--yes']);
    expect(await site.find(alice)).toBeUndefined();
    expect(await site.update(alice, (session) => session)).toBe(false);
    expect(await site.find(alice)).toBeUndefined();
  });

  it.each([
    [['--destroy', '--where', 'views>1'], ['alice']],
    [
      ['--destroy', '--signed-in', '--where', 'user=bob'],
      ['alice', 'carol'],
    ],
    [
      ['--destroy', '--anonymous'],
      ['alice', 'bob', 'carol'],
    ],
    [['--prune'], ['alice', 'bob', 'carol']],
    [
      ['--prune', '--where', 'state=corrupt'],
      ['alice', 'bob', 'carol'],
    ],
  ])('%j destroys those that fit', async (args, rest) => {
    const { sessions } = await filled(kind);
    const meant = await inspectStore(sessions, [
      '--count',
      ...args
        .filter((arg) => arg !== '--destroy')
        .map((arg) => (arg === '--prune' ? '--expired' : arg)),
      ...(args.includes('--prune') ? ['--corrupt'] : []),
    ]);
    const { exitCode, stdout } = await inspectStore(sessions, [...args, '--yes']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toHaveLength(Number(meant.stdout));
    expect(await users(sessions)).toEqual(rest);
    expect((await inspectStore(sessions, ['--count'])).stdout).toBe(
      String(6 - Number(meant.stdout)),
    );
  });

  it('prunes what is expired or corrupt, and nothing else', async () => {
    const { sessions } = await filled(kind);
    const { stderr } = await inspectStore(sessions, ['--prune', '--yes']);
    expect(stderr).toContain('Destroyed 2 sessions.');
    const { stderr: rest } = await inspectStore(sessions);
    expect(rest).toContain('4 sessions: 3 signed in, 1 anonymous');
  });

  it('prints what went as JSON, to who asks for that', async () => {
    const { sessions, bob } = await filled(kind);
    const { stdout } = await inspectStore(sessions, ['--destroy', masked(bob), '--yes', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { v: 1, id: masked(bob), user: 'bob', data: { views: 2 } },
    ]);
  });

  it.each([
    ['without --yes, off a terminal', ['--destroy', '--signed-in'], 2, 'Add --yes'],
    ['without a word of what', ['--destroy', '--yes'], 2, '--destroy needs to know which'],
    ['by an empty id', ['--destroy', '', '--yes'], 2, 'An id is empty.'],
    ['by a blank id', ['--destroy', ' ', '--yes'], 2, 'An id is empty.'],
    ['where an id is none', ['--destroy', 'zzzz', '--yes'], 1, 'an id that begins with zzzz.'],
    ['where nothing fits', ['--destroy', '--where', 'views>9', '--yes'], 0, 'Nothing to destroy'],
    ['by what every object has', ['--destroy', '--where', 'constructor', '--yes'], 0, 'Nothing to'],
    ['by another such', ['--destroy', '--where', '__proto__', '--yes'], 0, 'Nothing to'],
  ])('%s, nothing is destroyed', async (_, args, exitCode, message) => {
    const { sessions } = await filled(kind);
    const run = await inspectStore(sessions, args);
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(message);
    expect(await users(sessions)).toEqual(['alice', 'bob', 'carol']);
  });

  it.each([
    ['y', 0, ['carol'], 'Destroyed 2 sessions.'],
    ['n', 130, ['alice', 'bob', 'carol'], 'Nothing was destroyed.'],
    [KEYS.ctrlC, 130, ['alice', 'bob', 'carol'], 'Interrupted.'],
  ])('asks on a terminal: %j', async (answer, exitCode, rest, message) => {
    const { sessions } = await filled(kind);
    const args = ['inspect', ...sessions.args, '--destroy', '--where', 'views<3'];
    const run = runOnTerminal(args, ON_TERMINAL, 'session-app');
    await run.shows('Destroy these 2 sessions?');
    expect(run.text()).toMatch(/alice/);
    expect(run.text()).toMatch(/bob/);
    run.press(answer);
    expect(await run.ended).toBe(exitCode);
    await run.shows(message);
    expect(await users(sessions)).toEqual(rest);
  });

  it('leaves a session that has become another one meanwhile', async () => {
    const { sessions, alice } = await filled(kind);
    const store = await openFromOutside(placeOf(sessions));
    onTestFinished(() => store.close());
    const found = await store.find(alice);
    const site = await openStore(kind, sessions.settings);
    await site.update(alice, (session) => Object.assign(session, { views: 5 }));
    await site.close();
    const isMeant = filterOf({ where: ['views=1'] });
    expect(found && (await store.destroy(found, isMeant))).toBe('kept');
    expect(await users(sessions)).toContain('alice');
  });

  it('wins against requests that write the session at the same time', async () => {
    const sessions = storedSessions(kind);
    const site = await openStore(kind, sessions.settings);
    onTestFinished(() => site.close());
    const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => sessions.add({ n })));
    let done = false;
    const writing = ids.map(async (id) => {
      for (let n = 0; !done; n += 1) {
        const written = await site.update(id, (session) => Object.assign(session, { n }));
        if (!written) break;
      }
    });
    const { stdout } = await inspectStore(sessions, ['--destroy', '--anonymous', '--yes']);
    done = true;
    await Promise.all(writing);
    expect(stdout.split('\n').sort()).toEqual(ids.map((id) => `destroyed  ${masked(id)}`).sort());
    for (const id of ids) expect(await site.find(id)).toBeUndefined();
    expect((await inspectStore(sessions, ['--count'])).stdout).toBe('0');
  });
});

/** As sites had it before each session was a folder. */
describe('inspect --destroy, in a folder of single files', () => {
  async function locked() {
    const sessions = storedSessions('file');
    const path = join(sessions.settings.SESSION_DIR ?? '', digest('an id'));
    const lock = `${path}.lock`;
    writeFileSync(path, '{"cookie":{},"n":1}');
    writeFileSync(lock, '');
    const store = await openFromOutside(placeOf(sessions));
    const records: Session[] = [];
    for await (const some of store.read({})) records.push(...some);
    const [record] = records;
    if (!record) throw new Error('no session');
    return { path, lock, destroy: () => store.destroy(record, () => true) };
  }

  it('waits for the lock that a site holds while it writes', async () => {
    const { path, lock, destroy } = await locked();
    const destroyed = destroy();
    await pause(300);
    expect(existsSync(path)).toBe(true);
    rmSync(lock);
    expect(await destroyed).toBe('destroyed');
    expect(existsSync(path)).toBe(false);
  });

  it('breaks a lock that a killed process left behind', async () => {
    const { path, lock, destroy } = await locked();
    utimesSync(lock, new Date(0), new Date(0));
    expect(await destroy()).toBe('destroyed');
    expect([path, lock].filter(existsSync)).toEqual([]);
  });

  it('finds a session, and says who it is', async () => {
    const sessions = storedSessions('file');
    const path = join(sessions.settings.SESSION_DIR ?? '', digest('an id'));
    writeFileSync(path, '{"cookie":{},"user_name":"alice"}');
    const store = await openFromOutside(placeOf(sessions));
    expect(await store.find('an id')).toMatchObject({ user: 'alice', digest: digest('an id') });
    expect((await inspectStore(sessions, ['--json'])).stdout).toContain('"alice"');
  });
});

describe('inspect --destroy, in a folder', () => {
  it('destroys a session for good also where a process stands still while it writes it', async () => {
    const sessions = storedSessions('file');
    const id = await sessions.add({ user_name: 'alice' });
    const folder = join(sessions.settings.SESSION_DIR ?? '', digest(id));
    mkdirSync(join(folder, 'lock'));
    writeFileSync(join(folder, 'lock', 'a draft'), '{"coo');
    const { exitCode } = await inspectStore(sessions, ['--destroy', masked(id), '--yes']);
    expect(exitCode).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });

  it('takes away what the site has set aside, and leaves what is none of its own', async () => {
    const sessions = storedSessions('file');
    const directory = sessions.settings.SESSION_DIR ?? '';
    mkdirSync(join(directory, `${digest('x')}.unreadable`));
    writeFileSync(join(directory, `${digest('x')}.unreadable`, 'record'), '{"coo');
    writeFileSync(join(directory, `${digest('of before')}.unreadable`), '{"coo');
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    writeFileSync(join(directory, 'package.json'), '{}');
    writeFileSync(join(directory, 'tsconfig.json'), '{ /* no comments in JSON */ }');
    writeFileSync(join(directory, 'docker-compose-override.json'), '{ //');
    writeFileSync(join(directory, 'data.json'), '');
    writeFileSync(join(directory, 'Zk3-abcdefghijklmnopqrst0123456789.json'), '{"coo');
    const { exitCode } = await inspectStore(sessions, ['--prune', '--yes']);
    expect(exitCode).toBe(0);
    expect(readdirSync(directory).sort()).toEqual([
      'data.json',
      'docker-compose-override.json',
      'notes.txt',
      'package.json',
      'tsconfig.json',
    ]);
  });
});

describe.skipIf(!inject('redisUrl'))('inspect --prune, in Redis', () => {
  it('leaves keys of another type, and what only its site can decrypt', async () => {
    const sessions = storedSessions('redis');
    const { REDIS_URL = '', REDIS_PREFIX = '' } = sessions.settings;
    await withRedis(REDIS_URL, (client) => client.rPush(`${REDIS_PREFIX}queue`, 'a'));
    await sessions.addRaw('encrypted', '{"ct":"…","hmac":"…"}');
    await sessions.addRaw('torn', '{');
    const { stderr } = await inspectStore(sessions, ['--prune', '--yes']);
    expect(stderr).toContain('Destroyed 1 session.');
    const keys = await withRedis(REDIS_URL, (client) => client.keys(`${REDIS_PREFIX}*`));
    expect(keys.sort()).toEqual([`${REDIS_PREFIX}encrypted`, `${REDIS_PREFIX}queue`]);
  });
});
