import type { DevRequestEvent, RequestSession, SessionAction } from '../events/dev.ts';
import { EVENT_VERSION } from '../events/run.ts';
import type { Aliases } from '../masking/aliases.ts';
import { maskQuery } from '../masking/query.ts';
import { maskSecrets } from '../masking/values.ts';
import type { ProbeRequest, ProbeRequestSession } from '../probe/messages.ts';
import { type KeyChange, keysThatDiffer } from '../sessions/key-changes.ts';
import { readStoredSession } from '../sessions/stored-session.ts';

/** A request as it is shown: sessions by their aliases, secrets masked unless they are to be revealed. */
export function requestEvent(
  { method, path, at, took, status, cookies, session }: ProbeRequest,
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
    session: session ? requestSession(session, aliases, reveal) : null,
  };
}

function requestSession(
  session: ProbeRequestSession,
  aliases: Aliases,
  reveal: boolean,
): RequestSession {
  const { before, after, errors } = session;
  const nameOf = (sessionId: string) =>
    reveal ? `${aliases.ofSession(sessionId)} (${sessionId})` : aliases.ofSession(sessionId);
  const record = after && readStoredSession(after);
  const keys = record ? keysThatDiffer(dataOf(before), record.data) : [];
  return {
    before: before && nameOf(before.sessionId),
    after: after && nameOf(after.sessionId),
    user: record?.user ?? null,
    action: actionOf(session, keys.length > 0),
    keys: reveal ? keys : keys.map(masked),
    errors,
  };
}

function dataOf(before: ProbeRequestSession['before']): Readonly<Record<string, unknown>> {
  if (before?.text === undefined) return {};
  return readStoredSession({ sessionId: before.sessionId, text: before.text })?.data ?? {};
}

function actionOf(
  { before, after, saved, touched, destroyed }: ProbeRequestSession,
  differs: boolean,
): SessionAction {
  const wasKnown = before?.text !== undefined;
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

function masked({ key, ...values }: KeyChange): KeyChange {
  const hidden = (value: unknown) => maskSecrets({ [key]: value })[key];
  return {
    key,
    ...('before' in values && { before: hidden(values.before) }),
    ...('after' in values && { after: hidden(values.after) }),
  };
}
