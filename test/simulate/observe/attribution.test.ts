import { describe, expect, it } from 'vitest';
import { Aliases } from '../../../src/masking/aliases.ts';
import type { ProbeOperation } from '../../../src/probe/messages.ts';
import { Attribution } from '../../../src/simulate/observe/attribution.ts';

const SESSION = 'a-session-id-that-is-long-enough-0123';

describe('of two steps with one session, the second begun at 20 ms', () => {
  const first = { sentAt: 10, session: { before: SESSION, after: SESSION } };
  const second = { sentAt: 20, session: { before: SESSION, after: SESSION } };
  const owners = new Attribution([first, second], new Aliases());
  const ownerOf = (name: ProbeOperation['name'], at: number) =>
    owners.ofOperation({ name, sessionId: SESSION, at, took: 1 }) === first ? 'first' : 'second';

  it.each([
    ['get', 12, 'first'],
    ['touch', 19, 'first'],
    ['get', 20, 'second'],
    // It has not been read for the second step yet.
    ['touch', 20, 'first'],
    ['set', 20, 'first'],
    ['touch', 21, 'second'],
  ] as const)('a %s at %i ms is the %s one’s', (name, at, owner) => {
    expect(ownerOf(name, at)).toBe(owner);
  });

  it('a session that begins in the millisecond of a step is that step’s', () => {
    const id = 'another-session-id-that-is-long-enough';
    const signIn = { sentAt: 20, session: { before: SESSION, after: id } };
    const both = new Attribution([first, signIn], new Aliases());
    expect(both.ofOperation({ name: 'set', sessionId: id, at: 20, took: 1 })).toBe(signIn);
  });
});
