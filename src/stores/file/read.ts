import { type Dir, type Dirent, opendirSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { errorCode, Failure } from '../../failure.ts';
import { DigestSet } from '../../sessions/digest-set.ts';
import { digestOf, type ReadOptions, type Session } from '../../sessions/session.ts';
import { recordFile } from './folder.ts';
import { type FileKind, fileKind, toldName } from './names.ts';
import { readSessionFile, trustedOwner, whyLeftOut } from './session-file.ts';

export interface FileReadOptions extends ReadOptions {
  /** Whether a missing folder counts as empty: a site creates it when it starts. */
  mayBeMissing?: boolean;
}

/** How many files are read before other work runs: some milliseconds. */
const SLICE = 200;
/** Fewer if they are large, because all files of a slice are in memory at once. */
const SLICE_BYTES = 2 * 1024 * 1024;
/** How many names are listed at once. */
const NAMES = 1_024;
/** How often a folder is listed at most. */
const MOST_LOOKS = 2;
/** What a name has instead of bytes that are not UTF-8: under that name, there is no file. */
const NO_CHARACTER = '\uFFFD';
const NO_TEXT = 'its name is not valid UTF-8';
/** The coarsest clock of a file system: that of FAT. */
const TICK_MS = 2_000;

/**
 * Reads the sessions in a folder, of a generated site's file store or of session-file-store. Nothing is written,
 * removed or extended, and if the system allows it, not even the access times change. No session is yielded twice, and
 * none is left out that was there all the time. They are yielded in batches, because waiting for each would take longer
 * than reading it.
 *
 * @throws Failure `store-unreadable` if the folder cannot be listed, or the signal's reason
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

  // On some file systems, a file that is written meanwhile moves to a position in the folder that was already passed.
  // So if the folder has changed, it is listed once more. This time only names and new files are read. That takes a
  // moment, in which hardly anything moves. On a busy site, every further listing would find new sessions.
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
        const file = fileKind(entry.name);
        const isKnown = look > 1 && 'digest' in file && seen.has(file.digest);
        const found = isKnown ? undefined : readEntry(directory, entry, file, owner);
        if (typeof found === 'string') leaveOut(entry.name, found);
        else if (found && seen.add(found.digest)) {
          batch.push(found);
          bytes += found.size;
        }
      }
    } finally {
      names.closeSync();
    }
    mayHaveMoved = changed === undefined || lastChange(directory) !== changed;
  }
  if (batch.length > 0) yield batch;
}

/** The session in an entry of a folder. A string is the reason why it is left out; undefined if there is none. */
function readEntry(
  directory: string,
  entry: Dirent,
  file: FileKind,
  owner: number | null,
): Session | string | undefined {
  const { name } = entry;
  const path = `${directory}${sep}${name}`;
  if (!('digest' in file)) return whyLeftOut(path, file);
  const isFile = entry.isFile();
  if (!isFile && (file.kind === 'plain' || !entry.isDirectory())) return 'not a regular file';
  const session = readSessionFile(isFile ? path : recordFile(path), name, file, owner);
  return session ?? (name.includes(NO_CHARACTER) ? NO_TEXT : undefined);
}

/** The user whose files count in a folder; undefined if there is no folder, and it may be missing. */
function ownerOf(directory: string, mayBeMissing: boolean): number | null | undefined {
  try {
    return trustedOwner(statSync(directory));
  } catch (error) {
    if (mayBeMissing && errorCode(error) === 'ENOENT') return undefined;
    throw cannotList(directory, error);
  }
}

/** When a folder last changed, in nanoseconds since 1970; undefined if another change could have the same time. */
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
  const why = REASONS[code] ?? `the system refused (${code})`;
  const yet = code === 'ENOENT' ? ' Or the app has not stored a session yet.' : '';
  return new Failure(
    'store-unreadable',
    `The sessions in ${directory} cannot be read: ${why}. Check --dir, or SESSION_DIR in the site's .env.${yet}`,
    { cause: error },
  );
}
