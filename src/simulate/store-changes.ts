import type { RunSession, StoreChange, StoreOperation } from '../events/run.ts';
import { sessionJson } from '../events/session.ts';
import type { Aliases } from '../masking/aliases.ts';
import type { ProbeOperation } from '../probe/messages.ts';
import { keysThatDiffer } from '../sessions/key-changes.ts';
import type { Session } from '../sessions/session.ts';

/** Shows sessions under the names that a run gives them. */
export function runSessions(
  sessions: readonly Session[],
  aliases: Aliases,
  reveal: boolean,
): RunSession[] {
  return sessions
    .map((session) => ({ session: aliases.of(session.id), ...sessionJson(session, reveal) }))
    .sort((one, other) => numberOf(one) - numberOf(other));
}

function numberOf({ session }: RunSession): number {
  return Number(session.slice(1));
}

/** What became of a store's sessions between two looks at it. */
export function changesBetween(
  before: readonly RunSession[],
  after: readonly RunSession[],
): StoreChange[] {
  const earlier = new Map(before.map((view) => [view.session, view]));
  const later = new Map(after.map((view) => [view.session, view]));
  const gone = before
    .filter(({ session }) => !later.has(session))
    .map((view): StoreChange => ({ session: view.session, action: endOf(view), keys: [] }));
  const kept = after.flatMap((view) => changeOf(earlier.get(view.session), view) ?? []);
  return [...gone, ...kept];
}

function endOf({ expires }: RunSession): 'expired' | 'destroyed' {
  return expires !== null && Date.parse(expires) <= Date.now() ? 'expired' : 'destroyed';
}

function changeOf(before: RunSession | undefined, after: RunSession): StoreChange | undefined {
  const { session } = after;
  const keys = keysThatDiffer(before?.data ?? {}, after.data);
  if (!before) return { session, action: 'created', keys };
  if (after.state === 'expired' && before.state === 'live') {
    return { session, action: 'expired', keys };
  }
  if (keys.length > 0) return { session, action: 'changed', keys };
  if (before.expires !== after.expires) return { session, action: 'touched', keys };
  return undefined;
}

/** What an app asked of its store, under the run's names for sessions. */
export function storeOperation(operation: ProbeOperation, aliases: Aliases): StoreOperation {
  const { name, sessionId, took, found, error } = operation;
  return {
    name,
    session: sessionId === undefined ? undefined : aliases.ofSession(sessionId),
    took: Math.round(took * 10) / 10,
    found,
    error,
  };
}
