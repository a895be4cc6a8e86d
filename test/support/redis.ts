import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { portOf } from './port.ts';

/** A Redis server of our own, on a free port of loopback. */
export interface RedisServer {
  url: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a server that keeps nothing on disk, and waits until it answers. */
export async function startRedis(
  program: string,
  port?: number,
  options: string[] = [],
): Promise<RedisServer> {
  const chosen = port ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  const server = spawn(
    program,
    [
      '--port',
      String(chosen),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      directory,
      ...options,
    ],
    { stdio: 'ignore' },
  );
  const url = `redis://127.0.0.1:${chosen}`;
  const client = createClient({ url, socket: { reconnectStrategy: 10 } });
  client.on('error', () => {});
  await client.connect();
  client.destroy();
  return {
    url,
    process: server,
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGKILL');
        await once(server, 'exit');
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type Client = ReturnType<typeof clientOf>;

function clientOf(url: string) {
  return createClient({ url });
}

/** Does something with a connection of its own. */
export async function withRedis<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = clientOf(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

/** How many commands a server has carried out so far, those of scripts among them. */
export async function commandsIn({ url }: RedisServer): Promise<number> {
  const stats = await withRedis(url, (client) => client.info('commandstats'));
  const about = [...stats.matchAll(/^cmdstat_([a-z|]+):calls=(\d+)/gm)];
  const asked = about.filter(([, name = '']) => !/^(info|hello|client)/.test(name));
  return asked.reduce((sum, [, , calls]) => sum + Number(calls), 0);
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}
