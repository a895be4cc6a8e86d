import type { Server, ServerResponse } from 'node:http';
import type { SessionRecords } from './session-records.ts';

const PATIENCE_MS = 10_000;

/** On SIGTERM or SIGINT: takes no new connections, finishes what has begun, closes the store. */
export function stopOnSignals(server: Server, records: SessionRecords): void {
  const stop = () => {
    // A kept-alive connection would hold the server open, so each ends with its next answer.
    server.prependListener('request', (_req, res: ServerResponse) => {
      res.setHeader('Connection', 'close');
    });
    server.keepAliveTimeout = 1;
    server.close(() => void records.close());
    setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
