import { hash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { errorCode, Failure } from '../../failure.ts';

/** The longest path of a socket on all systems, in bytes: macOS and the BSDs allow 104 with the zero at its end. */
const LONGEST_PATH = 103;

/** The socket of a running app. */
export interface AppSocket {
  /** A folder that only this user can open; absent on Windows, where pipes are in no folder. */
  folder?: string;
  /** The path of the socket, or of the pipe. */
  path: string;
}

/**
 * The socket of an app in a folder, however the folder's path is written: in the user's runtime folder (XDG Base
 * Directory Specification), else in the folder for temporary files.
 *
 * @throws Failure `store-unreadable` if the path is too long for a socket
 */
export function appSocketOf(directory: string, env: NodeJS.ProcessEnv): AppSocket {
  const name = hash('sha256', realpathSync(resolve(directory))).slice(0, 32);
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\session-app-${name}` };
  const folder = folderIn(env);
  const path = join(folder, `${name}.sock`);
  if (Buffer.byteLength(path) <= LONGEST_PATH) return { folder, path };
  throw new Failure(
    'store-unreadable',
    `The path ${path} is too long for a socket. Set XDG_RUNTIME_DIR to a folder with a shorter path.`,
  );
}

function folderIn({ XDG_RUNTIME_DIR: runtime }: NodeJS.ProcessEnv): string {
  // The variable may be left over from another login, whose folder is gone.
  if (runtime && isAbsolute(runtime) && isFolder(runtime)) return join(runtime, 'session-app');
  return join(tmpdir(), `session-app-${process.getuid?.()}`);
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Makes the folder, where it is missing.
 *
 * @throws Failure `cannot-write` where that is refused, `store-unreadable` where somebody else may have made it
 */
export function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      throw new Failure(
        'cannot-write',
        `The folder ${folder} cannot be created (${errorCode(error)}). Set XDG_RUNTIME_DIR to a folder of your own.`,
        { cause: error },
      );
    }
  }
  checkPrivate(folder);
}

/**
 * Holds a folder in a place where anybody may make one to be this user's alone.
 *
 * @throws Failure `store-unreadable` where it is not
 */
export function checkPrivate(folder: string): void {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (!stats) return;
  const wrong = !stats.isDirectory()
    ? 'is not a folder'
    : stats.uid !== process.getuid?.()
      ? 'belongs to another user'
      : stats.mode & 0o077
        ? 'can be opened by other users'
        : undefined;
  if (!wrong) return;
  throw new Failure(
    'store-unreadable',
    `${folder} ${wrong}, so sessions are not shared there. Remove it, or set XDG_RUNTIME_DIR to a folder of your own.`,
  );
}
