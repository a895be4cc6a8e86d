import { Failure } from '../failure.ts';
import { readLiveSessions } from './live-line.ts';
import type { ReadOptions, SessionRecord } from './record.ts';
import type { Destruction, SessionStore } from './store.ts';

const BATCH = 100;

/** The sessions in the memory of an app that runs under `session-app dev`, which tells of them. */
export class MemoryStore implements SessionStore {
  readonly name: string;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.name = `memory of ${directory === '.' ? 'this site' : directory}`;
  }

  async *read({ signal }: ReadOptions): AsyncGenerator<SessionRecord[]> {
    let batch: SessionRecord[] = [];
    for await (const record of readLiveSessions(this.#directory, { ...(signal && { signal }) })) {
      batch.push(record);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    yield batch;
  }

  async find(sessionId: string): Promise<SessionRecord | undefined> {
    for await (const record of readLiveSessions(this.#directory)) {
      if (record.sessionId === sessionId) return record;
    }
    return undefined;
  }

  async withTimes(records: SessionRecord[]): Promise<SessionRecord[]> {
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
