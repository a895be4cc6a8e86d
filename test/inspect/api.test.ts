import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type InspectOptions, inspect, type LeftOut, type SessionJson } from '../../src/index.ts';
import { inspectStore, STORES, type StoredSessions, storedSessions } from '../support/stored.ts';

function optionsOf({ kind, settings }: StoredSessions) {
  const { SESSION_DIR = '', REDIS_URL = '', REDIS_PREFIX = '' } = settings;
  return kind === 'file' ? { directory: SESSION_DIR } : { redis: REDIS_URL, prefix: REDIS_PREFIX };
}

async function all(sessions: AsyncIterable<SessionJson>): Promise<SessionJson[]> {
  const found: SessionJson[] = [];
  for await (const session of sessions) found.push(session);
  return found.sort((one, other) => (one.id < other.id ? -1 : 1));
}

describe.each(STORES)('inspect() of the package, on the %s store', (kind) => {
  it('yields what --ndjson prints', async () => {
    const sessions = storedSessions(kind);
    await sessions.add({ user_name: 'alice', token: 'hunter2' });
    await sessions.add({ lang: 'en' });
    await sessions.addRaw('torn', '{');
    const { stdout } = await inspectStore(sessions, ['--ndjson', '--sort', 'size']);
    const printed: SessionJson[] = stdout.split('\n').map((line) => JSON.parse(line));
    const byId = printed.sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(await all(inspect(optionsOf(sessions)))).toEqual(byId);
  });

  it('sorts and limits as the command does', async () => {
    const sessions = storedSessions(kind);
    for (const views of ['x', 'xxx', 'xx']) await sessions.add({ views });
    const sizes = async (options: InspectOptions) => {
      const found: unknown[] = [];
      for await (const { data } of inspect({ ...optionsOf(sessions), ...options })) {
        found.push(data.views);
      }
      return found;
    };
    expect(await sizes({ sort: 'size' })).toEqual(['xxx', 'xx', 'x']);
    expect(await sizes({ sort: 'size', limit: 2 })).toEqual(['xxx', 'xx']);
    expect(await sizes({ limit: 1 })).toHaveLength(1);
    expect(await sizes({ limit: 0 })).toHaveLength(3);
    const inNoOrder = { ...optionsOf(sessions), ...JSON.parse('{"sort":"toString"}') };
    await expect(all(inspect(inNoOrder))).rejects.toMatchObject({ code: 'usage' });
  });

  it('loses none where several are asked for at once, and ends the reading where nobody wants more', async () => {
    const sessions = storedSessions(kind);
    for (const n of [1, 2, 3]) await sessions.add({ n });
    const items = inspect(optionsOf(sessions));
    const asked = await Promise.all(Array.from({ length: 5 }, () => items.next()));
    const values = asked.map(({ value }) => value?.data.n);
    expect(values.slice(0, 3).sort()).toEqual([1, 2, 3]);
    expect(values.slice(3)).toEqual([undefined, undefined]);
    const left = inspect(optionsOf(sessions));
    for await (const _ of left) break;
    expect(await left.next()).toEqual({ done: true, value: undefined });
  });

  it('takes conditions, and shows secrets to who asks for them', async () => {
    const sessions = storedSessions(kind);
    await sessions.add({ user_name: 'alice', token: 'hunter2' });
    await sessions.add({ user_name: 'bob' });
    await sessions.addRaw('torn', '{');
    const options = { ...optionsOf(sessions), reveal: true };
    const alice = await all(inspect({ ...options, where: ['user_name=alice'] }));
    expect(alice.map(({ data }) => data.token)).toEqual(['hunter2']);
    const torn = await all(inspect({ ...options, classes: ['corrupt'] }));
    expect(torn.map(({ state }) => state)).toEqual(['corrupt']);
  });

  it('stops where the iteration stops, and where its signal says so', async () => {
    const sessions = storedSessions(kind);
    for (let n = 0; n < 10; n += 1) await sessions.addRaw(`visitor-${n}`, '{"cookie":{}}');
    for await (const { v } of inspect(optionsOf(sessions))) {
      expect(v).toBe(1);
      break;
    }
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(all(inspect({ ...optionsOf(sessions), signal }))).rejects.toThrow('enough');
  });

  it('throws a failure with a code that programs can read', async () => {
    const nowhere = kind === 'file' ? { directory: '/nowhere' } : { redis: 'redis://127.0.0.1:1' };
    await expect(all(inspect(nowhere))).rejects.toMatchObject({ code: 'store-unreadable' });
  });
});

it('tells of what is no session', async () => {
  const sessions = storedSessions('file');
  await sessions.add({ n: 1 });
  const told: LeftOut[] = [];
  const onLeftOut = (leftOut: LeftOut) => told.push(leftOut);
  writeFileSync(`${sessions.settings.SESSION_DIR}/notes.txt`, 'mine');
  await all(inspect({ ...optionsOf(sessions), onLeftOut }));
  expect(told).toEqual([{ name: 'notes.txt', reason: 'not a session file' }]);
});
