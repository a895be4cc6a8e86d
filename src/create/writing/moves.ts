import { existsSync, lstatSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import { readRegularFile } from '../../regular-file.ts';

/**
 * The folder in the target: `new` holds what will be moved, `old` what it replaced, and `owner-PID` names its owner.
 */
export const STAGING = '.create-session-app-writing';

/** What is moved, and the folders that are made for it. */
interface Moves {
  files: Array<{ path: string; digest: string }>;
  /** Parents come first. */
  folders: string[];
}

/** Instead of a digest: the file is removed, and nothing replaces it. */
const NOTHING_NEW = '';

/** The parts of a staging folder. */
export function stagingIn(directory: string) {
  const folder = join(directory, STAGING);
  return { folder, fresh: join(folder, 'new'), old: join(folder, 'old') };
}

/** Writes down what will be moved, before the first move. The note is written whole or not at all. */
export function noteMoves(
  directory: string,
  files: ReadonlyArray<{ path: string; contents: string | Uint8Array }>,
  removed: readonly string[],
  folders: readonly string[],
): void {
  const moves: Moves = {
    files: [
      ...files.map(({ path, contents }) => ({ path, digest: fileDigest(contents) })),
      ...removed.map((path) => ({ path, digest: NOTHING_NEW })),
    ],
    folders: [...folders],
  };
  const { folder } = stagingIn(directory);
  writeFileSync(join(folder, 'moves'), JSON.stringify(moves));
  renameSync(join(folder, 'moves'), join(folder, 'moves.json'));
}

/**
 * Reads what was written down. Anybody can write into the folder, so a note in another form than ours, or with a path
 * that leaves the folder, is not followed.
 *
 * @throws Failure `obstacle` for such a note
 */
export function movesIn(directory: string): Moves {
  const { folder } = stagingIn(directory);
  const note = join(folder, 'moves.json');
  if (!existsSync(note)) return { files: [], folders: [] };
  const moves = movesOf(readRegularFile(note));
  const paths = moves && [...moves.files.map(({ path }) => path), ...moves.folders];
  if (moves && paths?.every((path) => staysIn(directory, path))) return moves;
  throw new Failure(
    'obstacle',
    `${note} is not as create-session-app writes it, so nothing is taken back by it. Look at what ${folder} holds, remove it, and try again.`,
  );
}

function movesOf(text: string): Moves | undefined {
  try {
    const { files, folders } = JSON.parse(text);
    const isMove = (move: unknown) =>
      typeof Object(move).path === 'string' && typeof Object(move).digest === 'string';
    const isSound =
      Array.isArray(files) &&
      files.every(isMove) &&
      Array.isArray(folders) &&
      folders.every((path) => typeof path === 'string');
    return isSound ? { files, folders } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a path stays in a folder, also after links are followed. */
function staysIn(directory: string, path: string): boolean {
  const parts = path.split('/');
  if (parts.some((part) => ['', '.', '..'].includes(part) || /[\\\0]/.test(part))) return false;
  const { fresh, old } = stagingIn(directory);
  return [directory, fresh, old].every((root) =>
    parts.slice(0, -1).every((_, index) => {
      const parent = join(root, ...parts.slice(0, index + 1));
      return lstatSync(parent, { throwIfNoEntry: false })?.isSymbolicLink() !== true;
    }),
  );
}

/** The SHA-256 of a file's contents, in hex. */
export function fileDigest(contents: string | Uint8Array): string {
  // Loading node:crypto takes 3 ms, which `--help` would pay for as well.
  return process.getBuiltinModule('node:crypto').hash('sha256', contents);
}
