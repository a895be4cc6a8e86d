import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { SessionStore } from '../sessions/session-store.ts';

/** How long a kept-alive connection has to send one more request, and to learn that it is the last. */
const FAREWELL_MS = 250;
/** Less than the ten seconds after which most hosts kill a process. */
const PATIENCE_MS = 8_000;

/** On SIGTERM or SIGINT: takes no new connections, finishes what has begun, closes the store. */
export function stopOnSignals(server: Server, store: SessionStore): void {
  const stop = () => {
    server.prependListener('request', (_req, res: ServerResponse) => {
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
