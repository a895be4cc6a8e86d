import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Express } from 'express';

/** Longer than load balancers keep an idle connection: if ours went first, it would cut off what they send just then. */
const KEEP_ALIVE_MS = 65_000;

/**
 * The server that an app answers through.
 *
 * Express gives each request and response another prototype, and an object whose prototype changes is slow from then
 * on: that would halve the pages a second. Here they are made with the prototypes that Express looks for.
 */
export function createHttpServer(app: Express): Server {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  Object.assign(app, { request: AppRequest.prototype, response: AppResponse.prototype });
  const options = {
    IncomingMessage: AppRequest,
    ServerResponse: AppResponse,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  return createServer(options, (req, res) => {
    // What can no longer be answered must not be done either: see `stop.ts`.
    if (req.socket.writable) app(req, res);
    else req.socket.destroy();
  });
}
