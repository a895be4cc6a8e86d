import { isObject } from '../objects.ts';
import type { Session } from '../sessions/session.ts';
import { encodedForms } from './forms.ts';
import { Masks } from './masks.ts';
import { withAliases } from './session-ids.ts';

/** A session as it is shown: apps keep a session's id in the session itself, also within addresses and tokens. */
export function withoutOwnId(session: Session): Session {
  const { id, sessionId = '', data, user } = session;
  // Most sessions have only short texts.
  if (sessionId === '' || !isLongIn({ data, user }, sessionId.length)) return session;
  const masks = new Masks();
  for (const form of encodedForms(sessionId)) masks.add(form, `${id}…`);
  return { ...session, ...withAliases({ data, user }, masks) };
}

function isLongIn(value: unknown, length: number): boolean {
  if (typeof value === 'string') return value.length >= length;
  if (!isObject(value)) return false;
  return Object.entries(value).some(
    ([key, inner]) => key.length >= length || isLongIn(inner, length),
  );
}
