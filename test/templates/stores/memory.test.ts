import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoRoomError } from '../../../templates/base/src/sessions/store/session-store.ts';
import { MemoryStore } from '../../../templates/store-memory/src/sessions/store/memory-store.ts';
import { record } from '../../support/records.ts';

describe('the memory store', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('when it is full, lets the session go that was idle longest', async () => {
    const records = new MemoryStore(2);
    await records.create('first', record({}));
    await records.create('second', record({}));
    await records.extend('first', new Date(Date.now() + 60_000));
    await records.create('third', record({}));
    expect(await records.find('second')).toBeUndefined();
    expect(await records.find('first')).toBeDefined();
    expect(await records.find('third')).toBeDefined();
    records.stopSweeping();
  });

  it('loses nobody who is signed in, however many visitors come', async () => {
    const records = new MemoryStore(100);
    const users = Array.from({ length: 49 }, (_, n) => `user-${n}`);
    for (const name of users) await records.create(name, record({ user_name: name }));
    await records.create('signs in later', record({}));
    await records.update('signs in later', (visitor) => ({ ...visitor, user_name: 'alice' }));
    for (let n = 0; n < 100_000; n += 1) await records.create(`visitor-${n}`, record({ n }));
    for (const id of [...users, 'signs in later']) expect(await records.find(id)).toBeDefined();
    // The visitors have what is left, and push out each other.
    expect(await records.find('visitor-99950')).toBeDefined();
    expect(await records.find('visitor-99949')).toBeUndefined();
    records.stopSweeping();
  });

  it('has no room for a visitor where all are signed in, and always some for one more of those', async () => {
    const records = new MemoryStore(2);
    await records.create('visitor', record({}));
    for (const name of ['alice', 'bob', 'carol']) {
      await records.create(name, record({ user_name: name }));
    }
    expect(await records.find('visitor')).toBeUndefined();
    await expect(records.create('another', record({}))).rejects.toThrow(NoRoomError);
    expect(await records.find('alice')).toBeUndefined();
    expect(await records.find('bob')).toBeDefined();
    expect(await records.find('carol')).toBeDefined();
    records.stopSweeping();
  });

  it('has a session end when its time has passed, also where the clock is set back', async () => {
    const records = new MemoryStore();
    await records.create('one', record({}, 60_000));
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(await records.find('one')).toBeDefined();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await records.find('one')).toBeUndefined();
    records.stopSweeping();
  });

  it('and where it is set forward', async () => {
    const records = new MemoryStore();
    await records.create('one', record({}, 60_000));
    vi.setSystemTime(Date.now() + 60_000);
    expect(await records.find('one')).toBeUndefined();
    records.stopSweeping();
  });

  it('lets expired sessions go by itself, so that they take no room', async () => {
    const records = new MemoryStore(2);
    await records.create('long', record({}, 3_600_000));
    await records.create('brief', record({}, 1_000));
    await vi.advanceTimersByTimeAsync(60_000);
    await records.create('new', record({}));
    expect(await records.find('long')).toBeDefined();
    records.stopSweeping();
  });
});
