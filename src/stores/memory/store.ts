import { Failure } from '../../failure.ts';
import type { ReadOptions, Session } from '../../sessions/session.ts';
import type { Destruction, SessionStore } from '../store.ts';
import { readMemorySessions } from './connection.ts';

const BATCH = 100;

/** The sessions in the memory of an app that runs under `session-app dev`, which tells of them. */
export class MemoryStore implements SessionStore {
  readonly name: string;
  readonly #directory: string;
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends what is not told another one */
  constructor(directory: string, signal?: AbortSignal) {
    this.#directory = directory;
    this.#signal = signal;
    this.name = `memory of ${directory === '.' ? 'this site' : directory}`;
  }

  async *read({ signal }: ReadOptions): AsyncGenerator<Session[]> {
    let batch: Session[] = [];
    for await (const record of readMemorySessions(this.#directory, { ...(signal && { signal }) })) {
      batch.push(record);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    yield batch;
  }

  async find(sessionId: string): Promise<Session | undefined> {
    for await (const record of readMemorySessions(this.#directory, { signal: this.#signal })) {
      if (record.sessionId === sessionId) return record;
    }
    return undefined;
  }

  async withTimes(records: Session[]): Promise<Session[]> {
    return records;
  }

  async destroy(): Promise<Destruction> {
    throw new Failure(
      'cannot-write',
      'Only the app itself can end a session in its memory. Log out there, or restart the app, which ends them all.',
    );
  }

  close(): void {}
}
