import type { StoredText } from '../../sessions/stored-session.ts';
import { attempt } from '../attempt.ts';
import { LONGEST_TEXT } from '../messages.ts';

/** A session as a store writes it down; undefined where it is none, or cannot be written: the store will complain of that. */
export function storedText(session: unknown): StoredText | undefined {
  if (typeof session !== 'object' || session === null) return undefined;
  const text = attempt(() => JSON.stringify(session));
  return typeof text === 'string' ? asStored(text) : undefined;
}

/** A text as it is told; of one that is too large to be looked into, its size alone. */
export function asStored(text: string): StoredText {
  return text.length <= LONGEST_TEXT ? { text } : { size: Buffer.byteLength(text) };
}
