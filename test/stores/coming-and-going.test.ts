import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Session } from '../../src/sessions/session.ts';
import { fileAt, redisAt } from '../../src/stores/places.ts';
import { openStore, record } from '../support/records.ts';
import { startRedis, withRedis } from '../support/redis.ts';
import { sessionsIn } from '../support/sessions-in.ts';
import { digest, recordPath } from '../support/stored.ts';

/** Reads all; as soon as the first session is there, something else happens in the store. */
async function readWhile(
  sessions: AsyncIterable<Session>,
  meanwhile: (first: Session) => Promise<void>,
): Promise<Session[]> {
  const records: Session[] = [];
  for await (const found of sessions) {
    records.push(found);
    if (records.length === 1) await meanwhile(found);
  }
  return records;
}

function expectOnceEach(records: Session[], ids: readonly string[]): void {
  const seen = records.map((found) => found.digest);
  expect(new Set(seen).size).toBe(seen.length);
  expect(ids.filter((id) => !seen.includes(digest(id)))).toEqual([]);
}

const names = (what: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${what}-${n}`);

/** Folders on file systems of several kinds, as they list their files in orders of their own. */
const PLACES = [inject('disk'), '/dev/shm'].filter(existsSync);
/** How long nothing has changed in them, in milliseconds: whether something does is told by their times. */
const RESTS = [0, 2_500];
const CASES = PLACES.flatMap((place) => RESTS.map((rest) => [place, rest] as const));

describe.each(CASES)('while files in %s are read, at rest for %i ms', (place, rest) => {
  async function filled(ids: readonly string[]) {
    const directory = mkdtempSync(join(place, 'create-session-app-'));
    // What the store itself would write, in a tenth of the time.
    const text = JSON.stringify(record({ n: 1 }));
    const later = new Date(Date.now() + 3_600_000);
    for (const id of ids) {
      const path = recordPath(directory, id);
      mkdirSync(dirname(path), 0o700);
      writeFileSync(path, text, { mode: 0o600 });
      utimesSync(path, later, later);
    }
    const store = await openStore('file', { SESSION_DIR: directory });
    onTestFinished(async () => {
      await store.close();
      rmSync(directory, { recursive: true });
    });
    await pause(rest);
    return { directory, store };
  }

  it('sessions that are written anew are shown, and once', async () => {
    const ids = names('stays', 3_000);
    const { directory, store } = await filled(ids);
    const records = await readWhile(sessionsIn(fileAt(directory, directory)), async () => {
      for (const id of ids) {
        await store.update(id, (session) => Object.assign(session, { n: 2 }));
      }
    });
    expectOnceEach(records, ids);
  });

  it('sessions that begin and end do not disturb those that stay', async () => {
    const ids = names('stays', 2_500);
    const leaving = names('leaves', 600);
    const { directory, store } = await filled([...ids, ...leaving]);
    const records = await readWhile(sessionsIn(fileAt(directory, directory)), async () => {
      for (const id of leaving) await store.delete(id);
      for (const id of names('comes', 600)) await store.create(id, record({ n: 1 }));
    });
    expectOnceEach(records, ids);
  });

  it('a session that the site sets aside is shown once', async () => {
    const ids = names('stays', 2_500);
    const { directory } = await filled(ids);
    const records = await readWhile(sessionsIn(fileAt(directory, directory)), async () => {
      for (const id of ids) {
        const path = join(directory, digest(id));
        renameSync(path, `${path}.unreadable`);
      }
    });
    expectOnceEach(records, ids);
  });
});

describe.skipIf(!inject('redisServer'))('while Redis is read', () => {
  it('its table shrinks, and each session is shown once', async () => {
    const server = await startRedis(inject('redisServer'));
    onTestFinished(() => server.stop());
    const ids = names('stays', 20_000);
    await withRedis(server.url, async (client) => {
      const text = JSON.stringify(record({ n: 1 }));
      await client.mSet(ids.map((id): [string, string] => [`sess:${id}`, text]));

      const records: Session[] = [];
      const seen = new Set<string>();
      for await (const found of sessionsIn(redisAt(server.url, undefined, '--redis'))) {
        records.push(found);
        seen.add(found.digest);
        if (records.length !== 500) continue;
        // What was shown already stays, so that it can be met again in the smaller table.
        const leaving = ids.filter((id) => !seen.has(digest(id)) && !id.endsWith('1'));
        await client.del(leaving.map((id) => `sess:${id}`));
        // Redis resizes its table in its own time.
        await pause(1_000);
      }
      expectOnceEach(
        records,
        ids.filter((id) => seen.has(digest(id)) || id.endsWith('1')),
      );
    });
  });
});
