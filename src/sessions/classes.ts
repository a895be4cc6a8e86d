import type { Session } from './session.ts';

/** The classes of sessions: each session is in one of them. */
export const CLASSES = ['signed in', 'anonymous', 'expired', 'corrupt', 'unreadable'] as const;

export type SessionClass = (typeof CLASSES)[number];

/** The class of a session. */
export function classOf({ state, user }: Pick<Session, 'state' | 'user'>): SessionClass {
  if (state !== 'live') return state;
  return user === null ? 'anonymous' : 'signed in';
}
