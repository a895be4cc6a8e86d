import type { Server, ServerResponse } from 'node:http';
import { closeListener } from './close-listener.ts';

/** How long a client has for one last request on a kept-alive connection. */
const LAST_REQUEST_MS = 250;
/** After this long, open connections are cut. With the usual STOP_DELAY, that is before most hosts kill the process. */
const FORCE_CLOSE_MS = 4_000;

let stopping = false;

/** Whether this process has been asked to stop. */
export function isStopping(): boolean {
  return stopping;
}

/**
 * Stops the site on SIGTERM or SIGINT, without losing a request.
 *
 * For `delay` milliseconds it serves as before, while /healthz tells the load balancer to send visitors elsewhere. Then
 * it accepts no more connections, finishes the requests that it has, and closes the stores.
 */
export function stopOnSignals(
  server: Server,
  delay: number,
  closeStores: () => Promise<void>,
): void {
  const stop = () => {
    // A second signal must not cut off requests that are still running.
    if (stopping) return;
    stopping = true;
    server.prependListener('request', (req, res: ServerResponse) => {
      // The client opens a new connection for its next request, and another process can accept it.
      res.setHeader('Connection', 'close');
      // Close only our half of the connection. Closing all of it while the client is sending would lose the answer.
      req.socket.destroySoon = () => req.socket.end();
    });
    setTimeout(() => finish(server, closeStores), delay);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function finish(server: Server, closeStores: () => Promise<void>): Promise<void> {
  setTimeout(() => {
    server.closeAllConnections();
    // The process ends even if a store never finishes closing.
    setTimeout(() => process.exit(), LAST_REQUEST_MS).unref();
  }, FORCE_CLOSE_MS).unref();
  await closeListener(server, () => void closeStores());
  setInterval(() => server.closeIdleConnections(), LAST_REQUEST_MS).unref();
}
