import { describe, expect, it } from 'vitest';
import { readStoredSession } from '../../src/sessions/stored-session.ts';
import { newSessionId } from '../../templates/base/src/sessions/session-id.ts';
import { inspectStore, STORES, storedSessions } from '../support/stored.ts';

// After a sign-in, a site keeps for some seconds which session took the place of the one before.

describe.each(STORES)('a session in %s whose place another has taken', (kind) => {
  it('is none, and the id of the other one is never shown', async () => {
    const stored = storedSessions(kind);
    const successor = newSessionId();
    await stored.add({ movedTo: successor }, 10_000);
    // Somebody's own key of that name is nothing special.
    await stored.add({ user_name: 'alice', movedTo: 'Berlin' });
    for (const more of [['--json'], [], ['--json', '--reveal']]) {
      const { stdout, stderr } = await inspectStore(stored, more);
      expect(stdout + stderr).not.toContain(successor);
      expect(stdout).toContain('alice');
    }
    const { stdout } = await inspectStore(stored, ['--json']);
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ user: 'alice' })]);
  });
});

it('nor is it one in memory', () => {
  const text = JSON.stringify({ movedTo: newSessionId(), cookie: {} });
  expect(readStoredSession({ sessionId: newSessionId(), text })).toBeUndefined();
});
