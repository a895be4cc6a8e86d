import { Failure } from '../failure.ts';
import type { Filter } from '../sessions/filter.ts';
import type { Session } from '../sessions/session.ts';
import type { Destruction, SessionStore, StoreReadOptions } from './store.ts';

/** A store that may not be the right one: if it is empty, that is no answer. */
export class DoubtfulStore implements SessionStore {
  readonly #store: SessionStore;
  readonly #doubt: string;

  /** @param doubt the message if the store is empty: what is not known, and which option says it */
  constructor(store: SessionStore, doubt: string) {
    this.#store = store;
    this.#doubt = doubt;
  }

  get name(): string {
    return this.#store.name;
  }

  async *read(options: StoreReadOptions): AsyncGenerator<Session[]> {
    let isEmpty = true;
    for await (const sessions of this.#store.read(options)) {
      isEmpty &&= sessions.length === 0;
      yield sessions;
    }
    if (isEmpty) throw this.#failure();
  }

  async sessionsOf(user: string): Promise<Session[] | undefined> {
    return this.#store.sessionsOf?.(user);
  }

  async find(sessionId: string): Promise<Session | undefined> {
    const found = await this.#store.find(sessionId);
    if (found) return found;
    throw this.#failure();
  }

  withTimes(sessions: Session[]): Promise<Session[]> {
    return this.#store.withTimes(sessions);
  }

  destroy(session: Session, isMeant: Filter): Promise<Destruction> {
    return this.#store.destroy(session, isMeant);
  }

  close(): void {
    this.#store.close();
  }

  #failure(): Failure {
    return new Failure('store-unreadable', this.#doubt);
  }
}
