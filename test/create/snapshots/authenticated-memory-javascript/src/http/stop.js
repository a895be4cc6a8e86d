import { closeListener } from './close-listener.js';

/** @import { Server } from 'node:http' */

/** How long a client has for one last request on a kept-alive connection. */
const LAST_REQUEST_MS = 250;
/** After this long, open connections are cut. With the usual STOP_DELAY, that is before most hosts kill the process. */
const FORCE_CLOSE_MS = 4_000;

let stopping = false;

/**
 * Whether this process has been asked to stop.
 *
 * @returns {boolean}
 */
export function isStopping() {
  return stopping;
}

/**
 * Stops the site on SIGTERM or SIGINT, without losing a request.
 *
 * For `delay` milliseconds it serves as before, while /healthz tells the load balancer to send visitors elsewhere. Then
 * it accepts no more connections, finishes the requests that it has, and closes the stores.
 *
 * @param {Server} server
 * @param {number} delay
 * @param {() => Promise<void>} closeStores
 */
export function stopOnSignals(server, delay, closeStores) {
  const stop = () => {
    // A second signal must not cut off requests that are still running.
    if (stopping) return;
    stopping = true;
    server.prependListener('request', (req, res) => {
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

async function finish(server, closeStores) {
  setTimeout(() => {
    server.closeAllConnections();
    // The process ends even if a store never finishes closing.
    setTimeout(() => process.exit(), LAST_REQUEST_MS).unref();
  }, FORCE_CLOSE_MS).unref();
  await closeListener(server, () => void closeStores());
  setInterval(() => server.closeIdleConnections(), LAST_REQUEST_MS).unref();
}
