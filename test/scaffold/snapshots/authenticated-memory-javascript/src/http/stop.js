import { Server as NetServer } from 'node:net';

/**
 * @import { Server } from 'node:http'
 * @import { SessionStore } from '../sessions/session-store.js'
 */

/** How long a kept-alive connection has to send one more request, and to learn that it is the last. */
const FAREWELL_MS = 250;
/** Less than the ten seconds after which most hosts kill a process. */
const PATIENCE_MS = 8_000;

/**
 * On SIGTERM or SIGINT: takes no new connections, finishes what has begun, closes the store.
 *
 * @param {Server} server
 * @param {SessionStore} store
 */
export function stopOnSignals(server, store) {
  const stop = () => {
    server.prependListener('request', (_req, res) => {
      res.setHeader('Connection', 'close');
    });
    // The HTTP server's own `close` also cuts idle connections at once, and with them a request that is on its way.
    NetServer.prototype.close.call(server, () => void store.close());
    setInterval(() => server.closeIdleConnections(), FAREWELL_MS).unref();
    setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
