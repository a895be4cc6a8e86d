import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rereading } from '../../src/sessions/reread.ts';

const stored = (expires: number) => ({
  sessionId: 'an-id-of-a-session-for-this-test',
  text: JSON.stringify({ cookie: { expires: new Date(expires).toJSON() }, user: 'alice' }),
});

describe('a session that a store tells once more', () => {
  it('is the same object, as long as it is told as before', () => {
    const read = rereading();
    const session = stored(Date.now() + 60_000);
    expect(read(session)).toBe(read(session));
    expect(read({ ...session })).not.toBe(read(session));
  });

  it('is read anew once its time is up', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const read = rereading();
    const session = stored(Date.now() + 60_000);
    expect(read(session)).toMatchObject({ state: 'live' });
    vi.setSystemTime(Date.now() + 60_001);
    expect(read(session)).toMatchObject({ state: 'expired' });
  });
});
