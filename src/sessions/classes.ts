import type { Session } from './session.ts';

/** What a session counts as: each is one of these. */
export const CLASSES = ['signed in', 'anonymous', 'expired', 'corrupt', 'unreadable'] as const;

export type SessionClass = (typeof CLASSES)[number];

/** What a session counts as. */
export function classOf({ state, user }: Pick<Session, 'state' | 'user'>): SessionClass {
  if (state !== 'live') return state;
  return user === null ? 'anonymous' : 'signed in';
}
