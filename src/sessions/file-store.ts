import { lstatSync, statSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode, Failure } from '../failure.ts';
import { readFileBatches } from './file.ts';
import { recordIn, removeFolder } from './file-folder.ts';
import { withLock } from './file-lock.ts';
import { fileKind } from './file-names.ts';
import { readSessionFile, trustedOwner } from './file-record.ts';
import type { Filter } from './filter.ts';
import type { FilePlace } from './locate.ts';
import { digestOf, type ReadOptions, type SessionRecord } from './record.ts';
import type { Destruction, SessionStore } from './store.ts';

/** A folder of session files, of a generated site or of session-file-store. */
export class FileStore implements SessionStore {
  readonly name: string;
  readonly #place: FilePlace;

  constructor(place: FilePlace) {
    this.#place = place;
    this.name = `file ${place.name}`;
  }

  read(options: ReadOptions): AsyncIterable<SessionRecord[]> {
    const { directory, mayBeMissing } = this.#place;
    return readFileBatches(directory, { ...options, mayBeMissing });
  }

  async find(sessionId: string): Promise<SessionRecord | undefined> {
    const plain = `${sessionId}.json`;
    // No id may lead out of the folder.
    const names = [digestOf(sessionId), ...(basename(plain) === plain ? [plain] : [])];
    return names.map((name) => this.#readOne(name)).find((record) => record !== undefined);
  }

  async withTimes(records: SessionRecord[]): Promise<SessionRecord[]> {
    return records;
  }

  async destroy({ key = '' }: SessionRecord, isMeant: Filter): Promise<Destruction> {
    const path = join(this.#place.directory, key);
    const whyNot = () => {
      const record = this.#readOne(key);
      if (!record) return 'gone';
      return isMeant(record) ? undefined : 'kept';
    };
    try {
      // A session that has a folder ends with it, whoever holds a lock in there.
      if (lstatSync(path).isDirectory()) {
        return whyNot() ?? ((await removeFolder(path)) ? 'destroyed' : 'gone');
      }
      return await withLock(path, () => {
        const reason = whyNot();
        if (!reason) unlinkSync(path);
        return reason ?? 'destroyed';
      });
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return 'gone';
      throw new Failure(
        'cannot-write',
        `The sessions in ${this.#place.directory} cannot be changed (${errorCode(error)}). Run this as the user that the site runs as.`,
        { cause: error },
      );
    }
  }

  close(): void {}

  #readOne(name: string): SessionRecord | undefined {
    const file = fileKind(name);
    const { directory } = this.#place;
    if (!('digest' in file)) return undefined;
    const stats = statSync(directory, { throwIfNoEntry: false });
    if (!stats) return undefined;
    const path = join(directory, name);
    const paths = file.kind === 'plain' ? [path] : [recordIn(path), path];
    return paths
      .map((place) => readSessionFile(place, name, file, trustedOwner(stats)))
      .find((record) => typeof record === 'object');
  }
}
