import type { Server, ServerResponse } from 'node:http';
import type { SessionStore } from '../sessions/session-store.ts';
import { stopListening } from './stop-listening.ts';

/** How long a connection that is kept alive has to send one more request, and to learn that it is the last. */
const FAREWELL_MS = 250;
/** With the usual STOP_DELAY, this ends before the ten seconds after which many hosts kill a process. */
const PATIENCE_MS = 4_000;

let stopping = false;

/** Whether this process has been asked to stop, so that visitors should go to another one. */
export function isStopping(): boolean {
  return stopping;
}

/**
 * On SIGTERM or SIGINT: for `delay` milliseconds, the load balancer learns from /healthz that this process is about to
 * go, while it still takes whatever comes. Then it takes no new connections, finishes what has begun, and closes the
 * store.
 */
export function stopOnSignals(server: Server, store: SessionStore, delay: number): void {
  const stop = () => {
    // A second signal must not end a request halfway.
    if (stopping) return;
    stopping = true;
    server.prependListener('request', (req, res: ServerResponse) => {
      // The client's next request comes over a connection of its own, which another process may take.
      res.setHeader('Connection', 'close');
      // Only our half is closed: to close all while something is on its way would cut the answer off as well.
      req.socket.destroySoon = () => req.socket.end();
    });
    setTimeout(() => finish(server, store), delay);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function finish(server: Server, store: SessionStore): Promise<void> {
  await stopListening(server, () => void store.close());
  setInterval(() => server.closeIdleConnections(), FAREWELL_MS).unref();
  setTimeout(() => {
    server.closeAllConnections();
    // Not even a store that no longer answers holds the process back.
    setTimeout(() => process.exit(), FAREWELL_MS).unref();
  }, PATIENCE_MS).unref();
}
