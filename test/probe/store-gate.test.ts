import { expect, it, onTestFinished, vi } from 'vitest';
import { StoreGate } from '../../src/probe/stores/store-gate.ts';

it('a store hangs from when it is asked: whoever comes later waits as long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const gate = new StoreGate();
  gate.set('hangs', 2);
  vi.advanceTimersByTime(60_000);
  const work = vi.fn();
  gate.before(work)('id', () => {});
  vi.advanceTimersByTime(1_999);
  await new Promise(setImmediate);
  expect(work).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  await new Promise(setImmediate);
  expect(work).toHaveBeenCalledOnce();
});
