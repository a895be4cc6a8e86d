import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSessionStore } from '../../templates/store-memory/src/sessions/open-store.ts';
import { record } from '../support/records.ts';

describe('the memory store', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('when it is full, lets the session go that was idle longest', async () => {
    const records = await openSessionStore({}, 2);
    await records.create('first', record({}));
    await records.create('second', record({}));
    await records.extend('first', new Date(Date.now() + 60_000));
    await records.create('third', record({}));
    expect(await records.find('second')).toBeUndefined();
    expect(await records.find('first')).toBeDefined();
    expect(await records.find('third')).toBeDefined();
    await records.close();
  });

  it('lets expired sessions go by itself, so that they take no room', async () => {
    const records = await openSessionStore({}, 2);
    await records.create('long', record({}, 3_600_000));
    await records.create('brief', record({}, 1_000));
    await vi.advanceTimersByTimeAsync(60_000);
    await records.create('new', record({}));
    expect(await records.find('long')).toBeDefined();
    await records.close();
  });
});
