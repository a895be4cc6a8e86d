import { existsSync, lstatSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode, Failure } from '../../failure.ts';
import type { Filter } from '../../sessions/filter.ts';
import { digestOf, type ReadOptions, type Session } from '../../sessions/session.ts';
import type { FilePlace } from '../places.ts';
import type { Destruction, SessionStore } from '../store.ts';
import { recordFile, removeFolder } from './folder.ts';
import { withLock } from './lock.ts';
import { fileKind, USERS } from './names.ts';
import { readFileBatches } from './read.ts';
import { readSessionFile, trustedOwner } from './session-file.ts';

/** A folder of session files, of a generated site or of session-file-store. */
export class FileStore implements SessionStore {
  readonly name: string;
  readonly #place: FilePlace;
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends the waiting for others who work on a session */
  constructor(place: FilePlace, signal?: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
    this.name = `file ${place.name}`;
  }

  read(options: ReadOptions): AsyncIterable<Session[]> {
    const { directory, mayBeMissing } = this.#place;
    return readFileBatches(directory, { ...options, mayBeMissing });
  }

  async find(sessionId: string): Promise<Session | undefined> {
    const plain = `${sessionId}.json`;
    // No id may lead out of the folder.
    const names = [digestOf(sessionId), ...(basename(plain) === plain ? [plain] : [])];
    return names.map((name) => this.#readOne(name)).find((session) => session !== undefined);
  }

  async sessionsOf(user: string): Promise<Session[] | undefined> {
    const index = join(this.#place.directory, USERS);
    if (!existsSync(index)) return undefined;
    const folder = join(index, digestOf(user));
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.map((name) => this.#readOne(name)).filter((session) => session !== undefined);
  }

  async withTimes(sessions: Session[]): Promise<Session[]> {
    return sessions;
  }

  async destroy({ key = '' }: Session, isMeant: Filter): Promise<Destruction> {
    const path = join(this.#place.directory, key);
    const whyNot = () => {
      const session = this.#readOne(key);
      if (!session) return 'gone';
      return isMeant(session) ? undefined : 'kept';
    };
    try {
      // A session with a folder ends with the folder, whoever holds a lock in it.
      if (lstatSync(path).isDirectory()) {
        return whyNot() ?? ((await removeFolder(path, this.#signal)) ? 'destroyed' : 'gone');
      }
      return await withLock(path, this.#signal, () => {
        const reason = whyNot();
        if (!reason) unlinkSync(path);
        return reason ?? 'destroyed';
      });
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof Failure) throw error;
      if (errorCode(error) === 'ENOENT') return 'gone';
      throw new Failure(
        'cannot-write',
        `The sessions in ${this.#place.directory} cannot be changed (${errorCode(error)}). Run this as the user that the site runs as.`,
        { cause: error },
      );
    }
  }

  close(): void {}

  #readOne(name: string): Session | undefined {
    const file = fileKind(name);
    const { directory } = this.#place;
    if (!('digest' in file)) return undefined;
    const stats = statSync(directory, { throwIfNoEntry: false });
    if (!stats) return undefined;
    const path = join(directory, name);
    const paths = file.kind === 'plain' ? [path] : [recordFile(path), path];
    return paths
      .map((place) => readSessionFile(place, name, file, trustedOwner(stats)))
      .find((session) => typeof session === 'object');
  }
}
