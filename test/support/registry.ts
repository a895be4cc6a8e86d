import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { portOf } from './port.ts';

/** A package registry of our own on loopback. What is not published to it, it fetches from where npm would. */
export interface Registry {
  url: string;
  publish(tarball: string): Promise<void>;
  stop(): Promise<void>;
}

/** What `npm publish` sends, as far as it is needed to hand it out again. */
interface Published {
  'dist-tags': Record<string, string>;
  versions: Record<string, unknown>;
  _attachments: Record<string, { data: string }>;
}

/** What is handed out. */
interface Held {
  status: number;
  type: string;
  body: Buffer;
}

/** Starts it. It holds in memory what it was given and what it has fetched, until it stops. */
export async function startRegistry(): Promise<Registry> {
  const { stdout: upstream } = await execa('npm', ['config', 'get', 'registry']);
  const held = new Map<string, Promise<Held>>();
  const server = createServer((request, response) => {
    const answer = request.method === 'PUT' ? take(request) : find(request);
    answer.then(
      (found) => send(response, found),
      (error) => send(response, heldText(502, String(error))),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server)}/`;

  async function take(request: IncomingMessage): Promise<Held> {
    const { _attachments: files, ...about }: Published = JSON.parse(await text(request));
    const keep = (path: string, what: Held) =>
      held.set(`${request.url}${path}`, Promise.resolve(what));
    keep('', heldText(200, JSON.stringify(about)));
    for (const [tag, version] of Object.entries(about['dist-tags'])) {
      keep(`/${tag}`, heldText(200, JSON.stringify(about.versions[version])));
    }
    for (const [name, { data }] of Object.entries(files)) {
      const body = Buffer.from(data, 'base64');
      keep(`/-/${name}`, { status: 200, type: 'application/octet-stream', body });
    }
    return heldText(201, '{}');
  }

  function find({ url: path = '/', headers: { accept = '*/*' } }: IncomingMessage): Promise<Held> {
    // There is a short and a long text about a package.
    const key = path.includes('/-/') ? path : `${path} ${accept}`;
    const found = held.get(path) ?? held.get(key) ?? fetchFrom(path.slice(1), accept);
    held.set(key, found);
    return found;
  }

  async function fetchFrom(path: string, accept: string): Promise<Held> {
    const response = await fetch(new URL(path, upstream), { headers: { accept } });
    const type = response.headers.get('content-type') ?? '';
    const { status } = response;
    if (!type.includes('json'))
      return { status, type, body: Buffer.from(await response.arrayBuffer()) };
    // The packages themselves come through here as well.
    return { ...heldText(status, (await response.text()).replaceAll(upstream, url)), type };
  }

  return {
    url,
    async publish(tarball) {
      const token = `--${url.replace('http:', '')}:_authToken=anybody`;
      await execa('npm', ['publish', tarball, '--ignore-scripts', '--registry', url, token]);
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function heldText(status: number, text: string): Held {
  return { status, type: 'application/json', body: Buffer.from(text) };
}

function send(response: ServerResponse, { status, type, body }: Held): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body);
}
