import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { fileAt, type ReadablePlace, redisAt } from '../../src/stores/places.ts';
import { storeReader } from '../../src/stores/reader.ts';
import { withRedis } from '../support/redis.ts';
import { scratchFolder } from '../support/scratch.ts';
import { storedSessions } from '../support/stored.ts';

const readerOf = (place: ReadablePlace) => storeReader(place, new AbortController().signal);

it('a folder that an app has not made yet holds no sessions', async () => {
  const missing = join(scratchFolder(), 'sessions');
  expect(await readerOf(fileAt('sessions', missing))()).toEqual([]);
});

it('each look shows what is there then', async () => {
  const sessions = storedSessions('file');
  const directory = sessions.settings.SESSION_DIR ?? '';
  const look = readerOf(fileAt(directory, directory));
  await sessions.add({ n: 1 });
  expect(await look()).toHaveLength(1);
  await sessions.add({ n: 2 });
  expect(await look()).toHaveLength(2);
});

describe.skipIf(!inject('redisUrl'))('in Redis', () => {
  it('a session leaves when its key does, whatever its record says', async () => {
    const sessions = storedSessions('redis');
    const { REDIS_URL = '', REDIS_PREFIX = '' } = sessions.settings;
    const look = readerOf(redisAt(REDIS_URL, REDIS_PREFIX, 'REDIS_URL'));
    const id = await sessions.add({ n: 1 });
    const later = 4_000_000_000_000;
    await withRedis(REDIS_URL, (client) => client.pExpireAt(REDIS_PREFIX + id, later));
    const [session] = await look();
    expect(session?.expires?.getTime()).toBe(later);
  });

  it('a look ends with the run', async () => {
    const { settings } = storedSessions('redis');
    const stop = new AbortController();
    const look = storeReader(
      redisAt(settings.REDIS_URL ?? '', settings.REDIS_PREFIX, 'REDIS_URL'),
      stop.signal,
    );
    stop.abort(new Error('interrupted'));
    await expect(look()).rejects.toThrow('interrupted');
  });
});
