import { sessionJson } from '../../events/session.ts';
import type { RunSession, StoreChange, StoreOperation } from '../../events/store.ts';
import type { Aliases } from '../../masking/aliases.ts';
import type { ProbeOperation } from '../../probe/messages.ts';
import { changesBetween } from '../../sessions/changes.ts';
import type { Session } from '../../sessions/session.ts';

/** Shows sessions with their aliases. The result for a session is kept, as long as the session does not change. */
export class RunSessions {
  readonly #aliases: Aliases;
  readonly #reveal: boolean;
  readonly #shown = new WeakMap<Session, RunSession>();

  constructor(aliases: Aliases, reveal: boolean) {
    this.#aliases = aliases;
    this.#reveal = reveal;
  }

  of(sessions: readonly Session[]): RunSession[] {
    return sessions
      .map((session) => this.#of(session))
      .sort((one, other) => numberOf(one) - numberOf(other));
  }

  #of(session: Session): RunSession {
    const shown = this.#shown.get(session) ?? {
      session: this.#aliases.of(session.id),
      ...sessionJson(session, this.#reveal),
      ...(session.secure && { secure: session.secure }),
    };
    this.#shown.set(session, shown);
    return shown;
  }
}

function numberOf({ session }: RunSession): number {
  return Number(session.slice(1));
}

/** The changes of a store's sessions between two states. */
export function storeChanges(
  before: readonly RunSession[],
  after: readonly RunSession[],
): StoreChange[] {
  return changesBetween(byAlias(before), byAlias(after), new Date()).map(
    ({ type, session, keys }) => ({ session: session.session, action: type, keys }),
  );
}

function byAlias(sessions: readonly RunSession[]): Map<string, RunSession> {
  return new Map(sessions.map((session) => [session.session, session]));
}

/** An operation on the store, with the session's alias. */
export function aliasedOperation(operation: ProbeOperation, aliases: Aliases): StoreOperation {
  const { name, sessionId, took, found, error } = operation;
  return {
    name,
    session: sessionId === undefined ? undefined : aliases.ofSession(sessionId),
    took: Math.round(took * 10) / 10,
    found,
    error,
  };
}
