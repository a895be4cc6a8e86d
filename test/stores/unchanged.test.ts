import { lstatSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { withRedis } from '../support/redis.ts';
import {
  inspectStore,
  masked,
  STORES,
  type StoredSessions,
  storedSessions,
} from '../support/stored.ts';

describe.each(STORES)('looking into the %s store changes nothing in it', (kind) => {
  let sessions: StoredSessions;
  let id: string;
  beforeEach(async () => {
    sessions = storedSessions(kind);
    id = await sessions.add({ user_name: 'alice' });
    await sessions.add({ lang: 'en' });
    if (kind === 'file') await sessions.add({ lang: 'en' }, -60_000);
    await sessions.addRaw('torn', '{"cookie":');
    await sessions.addRaw('foreign', '[1, 2, 3]');
  });

  it.each([
    ['a list', () => []],
    ['one session', () => [masked(id)]],
    ['JSON', () => ['--json', '--reveal']],
    ['what is corrupt', () => ['--corrupt']],
    ['a session that is not destroyed, as nobody said yes', () => ['--destroy', masked(id)]],
    ['what is not pruned, as nobody said yes', () => ['--prune']],
  ])('%s', async (_, args) => {
    const expectSame = await (kind === 'file' ? watchFiles(sessions) : watchKeys(sessions));
    const { stdout, stderr } = await inspectStore(sessions, args());
    expect(stdout + stderr).toMatch(/alice|corrupt|destroyed/);
    await expectSame();
  });
});

describe.skipIf(!inject('redisUrl'))('where Redis allows it', () => {
  it('looking does not even count as a use of the key', async () => {
    const sessions = storedSessions('redis');
    await sessions.add({ lang: 'en' });
    await pause(4_000);
    const before = await idleTime(sessions);
    await inspectStore(sessions);
    const untouched = (await idleTime(sessions)) >= before;
    expect(untouched).toBe(await hasNoTouch(sessions));
  });
});

async function watchFiles({ settings: { SESSION_DIR = '' } }: StoredSessions): Promise<() => void> {
  const list = () => readdirSync(SESSION_DIR, { recursive: true, encoding: 'utf8' }).sort();
  const names = list();
  const paths = names
    .filter((name) => name.endsWith('record'))
    .map((name) => join(SESSION_DIR, name));
  const bytes = () => paths.map((path) => readFileSync(path, 'latin1'));
  const times = () => paths.map((path) => ({ ...lstatSync(path, { bigint: true }) }));
  // To read a file counts as an access, so the times are what is looked at last, and then first.
  const bytesBefore = bytes();
  // If the last access was long before the last change, most systems note the next one.
  for (const path of paths) utimesSync(path, new Date(0), lstatSync(path).mtime);
  const timesBefore = times();
  return () => {
    expect(times()).toEqual(timesBefore);
    expect(bytes()).toEqual(bytesBefore);
    expect(list()).toEqual(names);
  };
}

async function watchKeys({
  settings: { REDIS_URL = '', REDIS_PREFIX = '' },
}: StoredSessions): Promise<() => Promise<void>> {
  const look = () =>
    withRedis(REDIS_URL, async (client) => {
      const keys = (await client.keys(`${REDIS_PREFIX}*`)).sort();
      return Promise.all(
        keys.map(async (key) => [key, await client.pExpireTime(key), await client.get(key)]),
      );
    });
  const before = await look();
  return async () => expect(await look()).toEqual(before);
}

/** Seconds since the one key was used, as Redis counts them. */
function idleTime({
  settings: { REDIS_URL = '', REDIS_PREFIX = '' },
}: StoredSessions): Promise<number> {
  return withRedis(REDIS_URL, async (client) => {
    const [key = ''] = await client.keys(`${REDIS_PREFIX}*`);
    return Number(await client.objectIdleTime(key));
  });
}

/** Since version 7.2, a client can ask not to be counted. */
function hasNoTouch({ settings: { REDIS_URL = '' } }: StoredSessions): Promise<boolean> {
  return withRedis(REDIS_URL, async (client) => {
    const info = await client.info('server');
    const [major = 0, minor = 0] = (/redis_version:(\S+)/.exec(info)?.[1] ?? '')
      .split('.')
      .map(Number);
    return major > 7 || (major === 7 && minor >= 2);
  });
}
