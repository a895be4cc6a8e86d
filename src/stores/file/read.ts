import { type Dir, opendirSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { errorCode, Failure } from '../../failure.ts';
import { DigestSet } from '../../sessions/digest-set.ts';
import { digestOf, type ReadOptions, type Session } from '../../sessions/session.ts';
import { recordIn } from './folder.ts';
import { fileKind, toldName } from './names.ts';
import { readSessionFile, trustedOwner, whyLeftOut } from './session-file.ts';

export interface FileReadOptions extends ReadOptions {
  /** A folder that is not there yet counts as an empty one, as a site makes it when it starts. */
  mayBeMissing?: boolean;
}

/** So many files at a time, lest nobody else gets a turn: some milliseconds. */
const SLICE = 200;
/** Fewer where they are large: all that a slice has read is held at once. */
const SLICE_BYTES = 2 * 1024 * 1024;
/** So many names are fetched at once. */
const NAMES = 1_024;
/** How often a folder is listed at most. */
const MOST_LOOKS = 2;
/** The coarsest clock of a file system's: FAT's. */
const TICK_MS = 2_000;

/**
 * Reads the sessions in a folder, of a generated site's file store or of session-file-store: nothing is written,
 * removed or prolonged, and where the system allows it, files do not even count as accessed. None is yielded twice,
 * and none is left out that was there all the time. They come some at a time: to wait for each would take longer than
 * to read it.
 *
 * @throws Failure `store-unreadable` where the folder cannot be listed, or the signal's reason
 */
export async function* readFileBatches(
  directory: string,
  { signal, onLeftOut = () => {}, mayBeMissing = false }: FileReadOptions,
): AsyncGenerator<Session[]> {
  signal?.throwIfAborted();
  const owner = ownerOf(directory, mayBeMissing);
  if (owner === undefined) return;
  const seen = new DigestSet();
  const told = new DigestSet();
  const leaveOut = (name: string, reason: string) => {
    if (told.add(digestOf(name))) onLeftOut({ name: toldName(name), reason });
  };

  // On some file systems, a session that is written meanwhile moves to a place in the folder that was passed
  // already. So a folder that has changed is listed once more. In that look only names are read, and what is new: it
  // is over in a moment, in which hardly anything moves. On a busy site each further look would find new sessions.
  let files = 0;
  let bytes = 0;
  let batch: Session[] = [];
  let mayHaveMoved = true;
  for (let look = 1; mayHaveMoved && look <= MOST_LOOKS; look += 1) {
    const changed = lastChange(directory);
    const names = list(directory);
    try {
      for (let entry = names.readSync(); entry !== null; entry = names.readSync()) {
        files += 1;
        if (files % SLICE === 0 || bytes >= SLICE_BYTES) {
          if (batch.length > 0) yield batch;
          batch = [];
          bytes = 0;
          await turn();
          signal?.throwIfAborted();
        }
        const { name } = entry;
        const path = `${directory}${sep}${name}`;
        const file = fileKind(name);
        if (!('digest' in file)) {
          const reason = whyLeftOut(path, file);
          if (reason) leaveOut(name, reason);
        } else if (!entry.isFile() && (file.kind === 'plain' || !entry.isDirectory())) {
          leaveOut(name, 'not a regular file');
        } else if (look === 1 || !seen.has(file.digest)) {
          const session = readSessionFile(
            entry.isFile() ? path : recordIn(path),
            name,
            file,
            owner,
          );
          if (typeof session === 'string') leaveOut(name, session);
          else if (session && seen.add(file.digest)) {
            batch.push(session);
            bytes += session.size;
          }
        }
      }
    } finally {
      names.closeSync();
    }
    mayHaveMoved = changed === undefined || lastChange(directory) !== changed;
  }
  if (batch.length > 0) yield batch;
}

/** Whose files count in a folder; undefined where there is no folder, and need not be. */
function ownerOf(directory: string, mayBeMissing: boolean): number | null | undefined {
  try {
    return trustedOwner(statSync(directory));
  } catch (error) {
    if (mayBeMissing && errorCode(error) === 'ENOENT') return undefined;
    throw cannotList(directory, error);
  }
}

/** When a folder changed last, in nanoseconds since 1970; undefined where another change may come in the same tick. */
function lastChange(directory: string): bigint | undefined {
  const changed = statSync(directory, { bigint: true, throwIfNoEntry: false })?.ctimeNs;
  const isAtRest = changed !== undefined && Date.now() - Number(changed) / 1e6 > TICK_MS;
  return isAtRest ? changed : undefined;
}

function list(directory: string): Dir {
  try {
    return opendirSync(directory, { bufferSize: NAMES });
  } catch (error) {
    throw cannotList(directory, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'it is not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

function cannotList(directory: string, error: unknown): Failure {
  const code = errorCode(error) ?? '';
  return new Failure(
    'store-unreadable',
    `The sessions in ${directory} cannot be read: ${REASONS[code] ?? `the system refused (${code})`}. Check --dir, or SESSION_DIR in the site's .env.`,
    { cause: error },
  );
}
