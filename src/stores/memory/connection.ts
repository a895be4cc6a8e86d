import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { errorCode, Failure } from '../../failure.ts';
import { connectTo } from '../../network.ts';
import { duration } from '../../quantities.ts';
import type { Session } from '../../sessions/session.ts';
import { readStoredSession, type StoredSession } from '../../sessions/stored-session.ts';
import type { ReadablePlace } from '../places.ts';
import { appSocketOf, checkPrivate } from './socket.ts';

/**
 * The messages on the connection, each a line of JSON: first where the sessions are, or which store the app reads them
 * from, or why there is none; then all sessions, and the end, or an error.
 */
export type AppConnection =
  /** They can be read from outside. */
  | { place: ReadablePlace }
  /** The class of the store; empty if the sessions are in memory. */
  | { store: string }
  | { missing: string }
  | { session: StoredSession }
  /** A note for the reader. */
  | { note: string }
  | { end: true }
  | { error: string };

/** How long the app may be silent: it may be stopped at a breakpoint. */
const PATIENCE_MS = 10_000;

/** How to read the sessions that an app sends. */
export interface AppReadOptions {
  signal?: AbortSignal | undefined;
  /** Called with notes of the app. */
  onNote?: (text: string) => void;
}

/**
 * Reads the sessions of an app that runs under `session-app dev`: the app sends those in its memory, and those of a
 * store that only it can read. This changes nothing.
 *
 * @param directory the app's folder, as a person named it
 * @throws Failure `store-unreadable` if it does not run in this way, or does not answer
 */
export async function* readAppSessions(
  directory: string,
  { signal, onNote }: AppReadOptions = {},
): AsyncGenerator<Session, void> {
  for await (const line of linesOf(directory, signal)) {
    if ('place' in line) {
      throw new Failure(
        'store-unreadable',
        `The app in ${directory} does not keep its sessions in memory any more. Try again.`,
      );
    }
    if ('missing' in line) throw new Failure('store-unreadable', line.missing);
    if ('note' in line) onNote?.(line.note);
    if (!('session' in line)) continue;
    const session = readStoredSession(line.session);
    if (session) yield session;
  }
}

/** Where an app says that its sessions are. */
export type LivePlace = Extract<
  AppConnection,
  { place: unknown } | { store: string } | { missing: string }
>;

/**
 * Asks an app where its sessions are.
 *
 * @returns undefined if no app runs in that folder under `session-app dev`
 * @throws Failure `store-unreadable` if it does not answer
 */
export async function askWhere(
  directory: string,
  signal?: AbortSignal,
): Promise<LivePlace | undefined> {
  try {
    if (!isPrivate(directory)) return undefined;
    for await (const line of linesOf(directory, signal)) {
      if ('place' in line || 'store' in line || 'missing' in line) return line;
      // An app under an earlier version sends the sessions in its memory at once.
      return { store: '' };
    }
  } catch (error) {
    if (error instanceof NobodyThere) return undefined;
    throw error;
  }
  return { store: '' };
}

/** Whether only this user can have made the socket. */
function isPrivate(directory: string): boolean {
  try {
    const { folder } = appSocketOf(directory, process.env);
    if (folder !== undefined) checkPrivate(folder);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

/** No app runs there. */
class NobodyThere extends Failure {}

/** @throws NobodyThere, or Failure `store-unreadable` */
async function* linesOf(
  directory: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<AppConnection, void> {
  signal?.throwIfAborted();
  const socket = await connect(directory, signal);
  const stop = () => socket.destroy();
  signal?.addEventListener('abort', stop);
  try {
    yield* linesFrom(socket, directory);
  } finally {
    signal?.removeEventListener('abort', stop);
    socket.destroy();
    signal?.throwIfAborted();
  }
}

async function connect(directory: string, signal: AbortSignal | undefined): Promise<Socket> {
  const { folder, path } = appSocketOf(directory, process.env);
  if (folder !== undefined) checkPrivate(folder);
  try {
    return await connectTo({ path }, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const words =
      errorCode(error) === 'ECONNREFUSED'
        ? `The "session-app dev" that watched ${directory} was killed, and its sessions are gone.`
        : `The sessions of ${directory} live in the memory of the app.`;
    throw new NobodyThere(
      'store-unreadable',
      [
        `${words} To look into it, keep it running with:`,
        `  session-app dev${directory === '.' ? '' : ` ${directory}`}`,
      ],
      { cause: error },
    );
  }
}

async function* linesFrom(socket: Socket, directory: string): AsyncGenerator<AppConnection, void> {
  let silent = false;
  socket.setTimeout(PATIENCE_MS, () => {
    silent = true;
    socket.destroy();
  });
  for await (const text of createInterface({ input: socket })) {
    const line: AppConnection = JSON.parse(text);
    if ('end' in line) return;
    if ('error' in line) throw new Failure('store-unreadable', line.error);
    yield line;
    if ('missing' in line) return;
  }
  throw new Failure(
    'store-unreadable',
    silent
      ? `The app in ${directory} did not answer within ${duration(PATIENCE_MS)}. It may be paused at a breakpoint; try again when it runs.`
      : `The app in ${directory} ended while its sessions were read. Try again when it runs.`,
  );
}
