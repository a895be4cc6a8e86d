import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';

/** A Redis server of our own, on a free port of loopback. */
export interface RedisServer {
  url: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** The lowest port that the kernel may give to a connection by itself, on any system. */
const FIRST_OF_CONNECTIONS = 32_768;
/** How often a server may find its port taken since it was chosen. */
const MOST_TRIES = 5;

/** Starts a server that keeps nothing on disk, and waits until it answers. */
export async function startRedis(
  program: string,
  port?: number,
  options: string[] = [],
): Promise<RedisServer> {
  if (port !== undefined) return startRedisAt(program, port, options);
  return trySeveralTimes(async () => startRedisAt(program, await freePort(), options));
}

/** Does it again where the port that it has chosen was taken meanwhile. */
export async function trySeveralTimes<T>(start: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
    }
  }
}

async function startRedisAt(
  program: string,
  port: number,
  options: string[],
): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'redis-'));
  const server = spawn(
    program,
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
      ...['--save', '', '--appendonly', 'no'],
      ...options,
    ],
    { stdio: 'ignore' },
  );
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    rmSync(directory, { recursive: true, force: true });
  };
  const url = `redis://127.0.0.1:${port}`;
  try {
    await answers(server, url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, process: server, stop };
}

/**
 * Waits until a server answers itself, and not another that has its port.
 *
 * @throws Error where it ends instead
 */
async function answers(server: ChildProcess, url: string): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: 10 } });
  client.on('error', () => {});
  const end = new AbortController();
  const ended = once(server, 'exit', end).then(([code]) => {
    throw new Error(`redis-server at ${url} ended at its start, with ${code}`);
  });
  const told = client.connect().then(() => client.info('server'));
  told.catch(() => {});
  ended.catch(() => {});
  try {
    const info = await Promise.race([told, ended]);
    if (!info.includes(`process_id:${server.pid}\r\n`)) throw new Error(`${url} is taken`);
  } finally {
    end.abort();
    client.destroy();
  }
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

/** A port that nobody has at the moment, and that no connection is given by itself before it is used. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, FIRST_OF_CONNECTIONS);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isListening) return false;
  server.close();
  await once(server, 'close');
  return true;
}
