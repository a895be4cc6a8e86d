import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { portOf } from './port.ts';

/** Stands in front of several processes of a site, as a load balancer does. */
export interface LoadBalancer {
  url: string;
  /** How many requests each process has answered, by its address. */
  answered: Map<string, number>;
  stop(): Promise<void>;
}

/**
 * Hands each request to the next process in turn. One that refuses the connection is skipped; where a
 * connection breaks before there is an answer, only what changes nothing is tried again elsewhere.
 */
export async function startLoadBalancer(backends: string[]): Promise<LoadBalancer> {
  const answered = new Map(backends.map((backend) => [backend, 0]));
  let turn = 0;

  const server = createServer(async (req, res) => {
    const body = await buffer(req);
    const first = turn % backends.length;
    turn += 1;
    for (const backend of [...backends.slice(first), ...backends.slice(0, first)]) {
      try {
        const answer = await forward(backend, req, body);
        answered.set(backend, (answered.get(backend) ?? 0) + 1);
        res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(res);
        return;
      } catch (error) {
        const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
        if (!refused && req.method !== 'GET' && req.method !== 'HEAD') break;
      }
    }
    res.writeHead(502).end();
  }).listen(0, '127.0.0.1');

  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    answered,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function forward(
  backend: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<IncomingMessage> {
  // A connection of its own for each request: none is lost because the other side closed an idle one.
  const outgoing = request(new URL(url ?? '/', backend), {
    method,
    // It says nothing of a proxy: behind one, nobody signs in without an account.
    headers: { ...headers, connection: 'close' },
    agent: false,
  });
  outgoing.end(body);
  const [answer] = await once(outgoing, 'response');
  return answer;
}
