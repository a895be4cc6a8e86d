import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode, Failure } from '../failure.ts';
import { checkReachable } from '../network.ts';
import type { AppConnection } from '../stores/memory/connection.ts';
import { appSocketOf, makePrivate } from '../stores/memory/socket.ts';

/** A connection that neither reads nor writes for so long is closed. */
const PATIENCE_MS = 30_000;

/** Sends the sessions of a running app to the same user's `inspect`. */
export interface SessionServer {
  close(): void;
}

/**
 * Opens the socket of an app's folder. If a killed process has left one, it is replaced.
 *
 * @param tell the messages for a client; if it throws, the client gets the error
 * @throws Failure `app-failed` if the app is watched already; `cannot-write` or `store-unreadable` for the folder
 */
export async function openSessionServer(
  directory: string,
  tell: () => AsyncIterable<AppConnection>,
  env: NodeJS.ProcessEnv,
): Promise<SessionServer> {
  const { folder, path } = appSocketOf(directory, env);
  if (folder !== undefined) makePrivate(folder);
  const askers = new Set<Socket>();
  const server = createServer((socket) => {
    askers.add(socket);
    socket
      // A client may leave at any moment.
      .on('error', () => {})
      .on('close', () => askers.delete(socket))
      .setTimeout(PATIENCE_MS, () => socket.destroy())
      // What a client sends is ignored, but without reading, its leaving is not noticed.
      .resume();
    void answer(socket, tell);
  });
  try {
    await listen(server, path);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    if (await isAnswered(path)) {
      throw new Failure(
        'app-failed',
        `The app in ${directory} is already running under another session-app dev. Stop that one first, with Ctrl-C.`,
      );
    }
    rmSync(path, { force: true });
    await listen(server, path);
  }
  // For example, there is no file descriptor for a connection: then this client gets no answer.
  server.on('error', () => {});
  if (folder !== undefined) chmodSync(path, 0o600);
  return {
    close() {
      server.close();
      for (const socket of askers) socket.destroy();
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, 'listening');
}

/** The error codes for a socket on which nobody listens. */
const NOBODY = ['ECONNREFUSED', 'ENOENT'];

async function isAnswered(path: string): Promise<boolean> {
  try {
    await checkReachable({ path });
    return true;
  } catch (error) {
    // With any other error, somebody listens, but is too busy.
    return !NOBODY.includes(errorCode(error) ?? '');
  }
}

async function answer(socket: Socket, tell: () => AsyncIterable<AppConnection>): Promise<void> {
  try {
    await pipeline(Readable.from(linesOf(tell())), socket);
  } catch {
    // The client has gone.
  }
}

async function* linesOf(told: AsyncIterable<AppConnection>): AsyncGenerator<string, void> {
  const lineOf = (line: AppConnection) => `${JSON.stringify(line)}\n`;
  try {
    for await (const line of told) yield lineOf(line);
  } catch (error) {
    yield lineOf({ error: error instanceof Error ? error.message : String(error) });
  }
}
