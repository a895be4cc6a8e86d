import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode, Failure } from '../failure.ts';
import { checkReachable } from '../network.ts';
import type { AppConnection } from '../stores/memory/connection.ts';
import { appSocketOf, makePrivate } from '../stores/memory/socket.ts';

/** Whoever takes nothing for so long, and says nothing either, is shown out. */
const PATIENCE_MS = 30_000;

/** Answers whoever asks for the sessions of an app that runs, if it is the same user. */
export interface SessionServer {
  close(): void;
}

/**
 * Opens the socket of an app's folder. One that a killed process left behind is no obstacle.
 *
 * @param tell what is told to whoever asks, and of that what it throws
 * @throws Failure `app-failed` where the app is watched already; `cannot-write` or `store-unreadable` for the folder
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
      // Whoever asks may leave at any moment, before the answer and after it.
      .on('error', () => {})
      .on('close', () => askers.delete(socket))
      .setTimeout(PATIENCE_MS, () => socket.destroy())
      // What they say does not matter, but nobody hears them leave who does not listen.
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
  // Such as a connection that there is no file descriptor for: whoever asked is left without an answer.
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

/** What the system says of a socket that nobody is behind. */
const NOBODY = ['ECONNREFUSED', 'ENOENT'];

async function isAnswered(path: string): Promise<boolean> {
  try {
    await checkReachable({ path });
    return true;
  } catch (error) {
    // One that is only too busy is there.
    return !NOBODY.includes(errorCode(error) ?? '');
  }
}

async function answer(socket: Socket, tell: () => AsyncIterable<AppConnection>): Promise<void> {
  try {
    await pipeline(Readable.from(linesOf(tell())), socket);
  } catch {
    // Whoever asked is gone.
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
