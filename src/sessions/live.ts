import { maskedId } from './mask.ts';
import type { SessionRecord } from './record.ts';

/** A session of a running app, as its store has it. */
export interface LiveSession {
  sessionId: string;
  text: string;
  /** Milliseconds since 1970; absent where the text says it. */
  expires?: number;
}

/** The record of a session of a running app. */
export function liveRecord({ sessionId, text, expires }: LiveSession): SessionRecord {
  const { cookie, ...data } = JSON.parse(text);
  const leaves = expires ?? (cookie?.expires ? Date.parse(cookie.expires) : undefined);
  return {
    id: maskedId(sessionId),
    sessionId,
    state: leaves !== undefined && leaves <= Date.now() ? 'expired' : 'live',
    data,
    user: data.user_name ?? null,
    created: null,
    used: null,
    expires: leaves === undefined ? null : new Date(leaves),
    size: Buffer.byteLength(text),
  };
}
