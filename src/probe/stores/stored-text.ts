import type { StoredText } from '../../sessions/stored-session.ts';
import { attempt } from '../attempt.ts';
import { LONGEST_TEXT } from '../messages.ts';

/**
 * A session as a store would write it; undefined if it is none, or cannot be written: the store itself will complain.
 */
export function storedText(session: unknown): StoredText | undefined {
  if (typeof session !== 'object' || session === null) return undefined;
  const text = attempt(() => JSON.stringify(session));
  return typeof text === 'string' ? asStored(text) : undefined;
}

/** A text as it is reported; if it is too large, only its size. */
export function asStored(text: string): StoredText {
  return text.length <= LONGEST_TEXT ? { text } : { size: Buffer.byteLength(text) };
}
