import type { RunSession } from '../../events/store.ts';
import type { ProbeOperation } from '../../probe/messages.ts';
import { maskedIdOf } from '../../sessions/session.ts';
import type { Exchange, SignedCookie } from '../../visitor/exchange.ts';

/**
 * If the app's store cannot be observed, a session id is recognised by its length: those of express-session have 32
 * characters.
 */
const SHORTEST_ID = 16;

/**
 * Tells which ids in signed cookies are session ids: those that the app looks up in its store, or that the store
 * contains. If neither can be observed, the length of the id decides: apps may sign other cookies in the same way.
 */
export class SessionIds {
  readonly #asked = new Set<string>();
  readonly #held = new Set<string>();
  #isSeen = false;
  /** The name of the cookie of the session that somebody signed in with. */
  #name: string | undefined;

  /** @param sessions the sessions in the store; null if it cannot be observed */
  learn(
    operations: readonly ProbeOperation[] | undefined,
    sessions: readonly RunSession[] | null,
  ): void {
    this.#isSeen ||= operations !== undefined || sessions !== null;
    for (const { sessionId } of operations ?? []) if (sessionId) this.#asked.add(sessionId);
    for (const { id } of sessions ?? []) this.#held.add(id);
  }

  /** The whole ids of the operations on the store. */
  get asked(): Iterable<string> {
    return this.#asked;
  }

  readonly knows = (id: string): boolean =>
    this.#isSeen ? this.#asked.has(id) || this.#held.has(maskedIdOf(id)) : id.length >= SHORTEST_ID;

  /** The sessions of an exchange, before and after. If an app has several at a time, the session with a user counts. */
  of(
    { signed }: Pick<Exchange, 'signed'>,
    sessions: readonly RunSession[] | null,
  ): Exchange['session'] {
    const before = signed.before.filter(({ id }) => this.knows(id));
    const after = signed.after.filter(({ id }) => this.knows(id));
    const withUser = after.find(({ id }) => hasUser(id, sessions));
    if (withUser) this.#name = withUser.name;
    const all = [...after, ...before];
    const name = (all.find((one) => one.name === this.#name) ?? all[0])?.name;
    return { before: idOf(before, name), after: idOf(after, name) };
  }
}

function idOf(cookies: readonly SignedCookie[], name: string | undefined): string | undefined {
  return cookies.find((cookie) => cookie.name === name)?.id;
}

function hasUser(sessionId: string, sessions: readonly RunSession[] | null): boolean {
  const masked = maskedIdOf(sessionId);
  return (
    sessions?.some(({ id, user, state }) => id === masked && user !== null && state === 'live') ===
    true
  );
}
