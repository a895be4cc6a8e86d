import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/**
 * The listener closes after this many turns without a new connection. It counts turns and not time, because on a busy
 * machine this process is late, and so are its clients.
 */
const QUIET_TURNS = 10;
const TURN_MS = 5;
/** It waits no longer than this, even if connections still arrive. */
const MAX_WAIT_MS = 1_500;

/**
 * Stops accepting connections without cutting anyone off.
 *
 * Clients that have connected, but whose connection has not been accepted yet, would be cut off when the listening
 * socket closes. So this first waits until all of them are accepted. Requests are held back meanwhile: clients that
 * wait for an answer do not open new connections.
 */
export async function closeListener(server: Server, onClosed: () => void): Promise<void> {
  const release = holdRequests(server);
  await waitForQuiet(server);
  // The `close` of an HTTP server also closes idle connections, on which a request may be coming. This one does not.
  NetServer.prototype.close.call(server, onClosed);
  release();
}

/** Holds back all requests until the returned function is called. */
function holdRequests(server: Server): () => void {
  const listeners = server.listeners('request');
  const held: Array<[IncomingMessage, ServerResponse]> = [];
  server.removeAllListeners('request');
  server.on('request', (req, res) => held.push([req, res]));
  return () => {
    server.removeAllListeners('request');
    server.on('request', (req, res) => {
      for (const listener of listeners) listener.call(server, req, res);
    });
    for (const [req, res] of held) server.emit('request', req, res);
  };
}

async function waitForQuiet(server: Server): Promise<void> {
  // Unlike Date.now(), this clock is never set back.
  const end = performance.now() + MAX_WAIT_MS;
  let quiet = 0;
  server.on('connection', () => {
    quiet = 0;
  });
  do {
    while (quiet < QUIET_TURNS && performance.now() < end) {
      quiet += 1;
      await sleep(TURN_MS);
    }
    // This turn of the event loop accepts the connections that are still waiting.
    await nextTurn();
  } while (quiet === 0 && performance.now() < end);
}
