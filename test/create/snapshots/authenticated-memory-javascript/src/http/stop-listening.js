import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** @import { Server } from 'node:http' */

/** How long nobody has to connect, and how long to wait for that where visitors never stop coming. */
const QUIET_MS = 50;
const LONGEST_MS = 500;

/**
 * Takes no more connections, and cuts nobody off: whoever has connected, and is not yet taken when the listening socket
 * goes, would be. So all who wait are taken first. Meanwhile nobody is answered, as those who wait for an answer do
 * not connect once more.
 *
 * @param {Server} server
 * @param {() => void} onClosed
 * @returns {Promise<void>}
 */
export async function stopListening(server, onClosed) {
  const release = holdRequests(server);
  await nobodyConnects(server);
  // The HTTP server's own `close` also cuts idle connections at once, and with them a request that is on its way.
  NetServer.prototype.close.call(server, onClosed);
  release();
}

/**
 * Holds back all requests, until the function that it answers is called.
 *
 * @param {Server} server
 * @returns {() => void}
 */
function holdRequests(server) {
  const listeners = server.listeners('request');
  const held = [];
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

/**
 * Resolves when nobody has connected for a while, and nobody waits to be taken.
 *
 * @param {Server} server
 * @returns {Promise<void>}
 */
async function nobodyConnects(server) {
  const begin = Date.now();
  let latest = begin;
  server.on('connection', () => {
    latest = Date.now();
  });
  while (Date.now() < Math.min(latest + QUIET_MS, begin + LONGEST_MS)) await pause(QUIET_MS / 10);
  // In the turn of the event loop that ends here, all who were there have been taken.
  await nextTurn();
}
