import { readdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore, record, scratchSettings } from '../../support/records.ts';

const HALF = 3_000;

/** A sweep that takes a slice at a time lets other requests be served in between. */
describe('expired sessions leave by themselves, a slice at a time,', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  const fill = async (store: 'memory' | 'file', settings: NodeJS.ProcessEnv) => {
    const records = await openStore(store, settings);
    const [expired, alive] = [record({}, -120_000), record({})];
    for (let n = 0; n < HALF; n += 1) {
      await records.create(`expired-${n}`, expired);
      await records.create(`alive-${n}`, alive);
    }
    return records;
  };
  /** Begins a sweep and answers the largest number that left between two turns of the event loop. */
  const largestSlice = async (left: () => number) => {
    vi.advanceTimersByTime(60_000);
    let largest = 0;
    for (let before = left(); before < HALF; ) {
      await turn();
      const now = left();
      largest = Math.max(largest, now - before);
      before = now;
    }
    return largest;
  };

  it('from the memory store', async () => {
    const records = await fill('memory', {});
    const deletions = vi.spyOn(Map.prototype, 'delete');
    expect(await largestSlice(() => deletions.mock.calls.length)).toBeLessThanOrEqual(200);
    expect(await records.find('alive-0')).toBeDefined();
    await records.close();
  });

  it('from the file store', async () => {
    const settings = scratchSettings();
    const records = await fill('file', settings);
    const files = () => readdirSync(settings.SESSION_DIR ?? '').length;
    expect(await largestSlice(() => 2 * HALF - files())).toBeLessThanOrEqual(100);
    expect(await records.find('alive-0')).toBeDefined();
    await records.close();
  });

  it('and nothing is logged at each sweep while the folder with the sessions is missing', async () => {
    const settings = scratchSettings();
    const records = await openStore('file', settings);
    const log = vi.spyOn(console, 'error').mockReturnValue();
    rmSync(settings.SESSION_DIR ?? '', { recursive: true });
    vi.advanceTimersByTime(60_000);
    // A folder that is missing takes a read in another thread to be missed.
    await sleep(100);
    expect(log.mock.calls).toEqual([]);
    await records.close();
  });
});
