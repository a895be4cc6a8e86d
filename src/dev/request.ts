import type { DevRequestEvent, RequestSession, SessionAction } from '../events/dev.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import type { Aliases } from '../masking/aliases.ts';
import { maskQuery } from '../masking/query.ts';
import { maskChange } from '../masking/values.ts';
import type { ProbeMoment, ProbeRequest, ProbeRequestSession } from '../probe/messages.ts';
import { keysThatDiffer } from '../sessions/key-changes.ts';
import type { Session } from '../sessions/session.ts';
import { readStoredSession, type StoredSession } from '../sessions/stored-session.ts';

/** A request as it is shown: with aliases for sessions, and with secrets masked, unless they are to be revealed. */
export function requestEvent(
  { method, path, at, took, status, cookies, location, session }: ProbeRequest,
  aliases: Aliases,
  reveal: boolean,
): DevRequestEvent {
  return {
    v: EVENT_VERSION,
    type: 'request',
    at: new Date(at).toISOString(),
    method,
    path: reveal ? path : maskQuery(path),
    status: status ?? null,
    took: Math.round(took * 10) / 10,
    cookies,
    location: location === undefined ? null : reveal ? location : maskQuery(location),
    session: session ? requestSession(session, aliases, reveal) : null,
  };
}

function requestSession(
  told: ProbeRequestSession,
  aliases: Aliases,
  reveal: boolean,
): RequestSession {
  const { before, after, errors } = told;
  const nameOf = (sessionId: string) =>
    reveal ? `${aliases.ofSession(sessionId)} (${sessionId})` : aliases.ofSession(sessionId);
  const earlier = isStored(before) ? readStoredSession(before) : undefined;
  const session = isStored(after) ? readStoredSession(after) : undefined;
  // What cannot be read, such as a session that is too large, says nothing about keys or users, only its size.
  const areRead = isRead(earlier) && isRead(session);
  const keys = session && areRead ? keysThatDiffer(earlier?.data ?? {}, session.data) : [];
  return {
    before: before && nameOf(before.sessionId),
    after: after && nameOf(after.sessionId),
    forged: told.forged ?? false,
    keptId:
      areRead &&
      before !== undefined &&
      before.sessionId === after?.sessionId &&
      signsIn(earlier, session),
    user: session?.user ?? null,
    action: actionOf(told, areRead ? keys.length > 0 : earlier?.size !== session?.size),
    keys: reveal ? keys : keys.map(maskChange),
    errors,
  };
}

/** Whether nobody was signed in before, and somebody is now. */
function signsIn(before: Session | undefined, after: Session | undefined): boolean {
  return before?.user === null && (after?.user ?? null) !== null;
}

function isRead(session: Session | undefined): boolean {
  return session?.reason === undefined;
}

/** Whether the store had it. */
export function isStored(moment: ProbeMoment | undefined): moment is StoredSession {
  return moment?.text !== undefined || moment?.size !== undefined;
}

function actionOf(
  { before, after, saved, touched, destroyed }: ProbeRequestSession,
  differs: boolean,
): SessionAction {
  const wasKnown = isStored(before);
  if (!after) {
    if (!wasKnown) return 'none';
    return destroyed ? 'destroyed' : 'dropped';
  }
  if (!wasKnown) return 'created';
  if (before.sessionId !== after.sessionId) return 'replaced';
  if (differs) return 'changed';
  if (saved) return 'saved';
  return touched ? 'touched' : 'read';
}
