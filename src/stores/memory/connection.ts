import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { errorCode, Failure } from '../../failure.ts';
import { connectTo } from '../../network.ts';
import { duration } from '../../quantities.ts';
import type { ReadOptions, Session } from '../../sessions/session.ts';
import { readStoredSession, type StoredSession } from '../../sessions/stored-session.ts';
import { appSocketOf, checkPrivate } from './socket.ts';

/** What is told over the line, as JSON, a line each: all sessions and then the end, or why there are none. */
export type AppConnection = { session: StoredSession } | { end: true } | { error: string };

/** How long the app may be silent: it may stand at a breakpoint. */
const PATIENCE_MS = 10_000;

/**
 * Reads the sessions in the memory of an app that runs under `session-app dev`. Nothing is changed by that.
 *
 * @param directory the app's folder, as a person named it
 * @throws Failure `store-unreadable` where it does not run so, or does not answer
 */
export async function* readMemorySessions(
  directory: string,
  { signal }: Pick<ReadOptions, 'signal'> = {},
): AsyncGenerator<Session, void> {
  signal?.throwIfAborted();
  const { folder, path } = appSocketOf(directory, process.env);
  if (folder !== undefined) checkPrivate(folder);
  const socket = await connect(path, directory, signal);
  const stop = () => socket.destroy();
  signal?.addEventListener('abort', stop);
  try {
    yield* sessionsFrom(socket, directory);
  } finally {
    signal?.removeEventListener('abort', stop);
    socket.destroy();
    signal?.throwIfAborted();
  }
}

async function connect(
  path: string,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  try {
    return await connectTo({ path }, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    const words =
      errorCode(error) === 'ECONNREFUSED'
        ? `The "session-app dev" that watched ${directory} was killed, and its sessions are gone.`
        : `The sessions of ${directory} live in the memory of the app.`;
    throw new Failure(
      'store-unreadable',
      [
        `${words} To look into it, keep it running with:`,
        `  session-app dev${directory === '.' ? '' : ` ${directory}`}`,
      ],
      { cause: error },
    );
  }
}

async function* sessionsFrom(socket: Socket, directory: string): AsyncGenerator<Session, void> {
  let silent = false;
  socket.setTimeout(PATIENCE_MS, () => {
    silent = true;
    socket.destroy();
  });
  for await (const text of createInterface({ input: socket })) {
    const line: AppConnection = JSON.parse(text);
    if ('end' in line) return;
    if ('error' in line) throw new Failure('store-unreadable', line.error);
    const record = readStoredSession(line.session);
    if (record) yield record;
  }
  throw new Failure(
    'store-unreadable',
    silent
      ? `The app in ${directory} did not answer within ${duration(PATIENCE_MS)}. It may be paused at a breakpoint; try again when it runs.`
      : `The app in ${directory} ended while its sessions were read. Try again when it runs.`,
  );
}
