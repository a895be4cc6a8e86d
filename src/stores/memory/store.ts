import { Failure } from '../../failure.ts';
import type { ReadOptions, Session } from '../../sessions/session.ts';
import type { AppPlace } from '../places.ts';
import type { Destruction, SessionStore } from '../store.ts';
import { readAppSessions } from './connection.ts';

const BATCH = 100;

/**
 * The sessions of an app that runs under `session-app dev`, which tells of them: in its memory, or in a store of its
 * own.
 */
export class AppStore implements SessionStore {
  readonly name: string;
  readonly readOnly: string;
  readonly #directory: string;
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends what is not told another one */
  constructor({ directory, store }: AppPlace, signal?: AbortSignal) {
    this.#directory = directory;
    this.#signal = signal;
    this.name = `${store || 'memory'} of ${directory === '.' ? 'this site' : directory}`;
    this.readOnly = store
      ? `Only the app itself can end a session in its ${store}. Log out there.`
      : 'Only the app itself can end a session in its memory. Log out there, or restart the app, which ends them all.';
  }

  async *read({ signal, onNote }: ReadOptions): AsyncGenerator<Session[]> {
    let batch: Session[] = [];
    let isEmpty = true;
    let note: string | undefined;
    const options = {
      signal,
      onNote: (text: string) => {
        note = text;
      },
    };
    for await (const session of readAppSessions(this.#directory, options)) {
      isEmpty = false;
      batch.push(session);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    yield batch;
    if (note === undefined) return;
    // That none was seen does not say that there is none.
    if (isEmpty) throw new Failure('store-unreadable', note);
    onNote?.(note);
  }

  async find(sessionId: string): Promise<Session | undefined> {
    let note: string | undefined;
    const options = {
      signal: this.#signal,
      onNote: (text: string) => {
        note = text;
      },
    };
    for await (const session of readAppSessions(this.#directory, options)) {
      if (session.sessionId === sessionId) return session;
    }
    if (note === undefined) return undefined;
    throw new Failure('store-unreadable', note);
  }

  async withTimes(sessions: Session[]): Promise<Session[]> {
    return sessions;
  }

  async destroy(): Promise<Destruction> {
    throw new Failure('cannot-write', this.readOnly);
  }

  close(): void {}
}
