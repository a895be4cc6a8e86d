import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch } from '../src/site/scratch.ts';
import { type DeployedSite, deploySite } from '../test/support/deployed-site.ts';
import { untilItListens } from '../test/support/site.ts';
import { placeRivals } from './rivals.ts';

/** The places that a server needs. */
export interface Surroundings {
  /** The folder with the packages of others. */
  packages: string;
  /** The Redis that the benchmark has started. */
  redisUrl?: string;
}

const FLASK_APP = 'flask_site:app';
/** Otherwise Python would write files next to ours. */
const NO_BYTECODE = { PYTHONDONTWRITEBYTECODE: '1' };

/** One process. Without threads, it would close each connection, and be a third slower. */
const ONE_WORKER = ['--workers', '1', '--threads', '10', '--bind', '127.0.0.1:0'];

/** How to start each server with a signed-in page. All of them run in production mode. */
const SERVERS = {
  'this site, memory': () => deploySite('memory'),
  'this site, file': () => deploySite('file'),
  'this site, redis': ({ redisUrl }) => deploySite('redis', redisUrl ? { redisUrl } : {}),
  'node:http': rival('node-http'),
  'Express, no session': rival('express'),
  'express-session, MemoryStore': rival('memory-store'),
  memorystore: rival('memorystore'),
  'session-file-store': rival('session-file-store'),
  'connect-redis': rival('connect-redis'),
  '@fastify/session': rival('fastify-session'),
  'Flask-Session': (surroundings) => start(surroundings, ['gunicorn', ...ONE_WORKER, FLASK_APP]),
} satisfies Record<string, (surroundings: Surroundings) => Promise<DeployedSite>>;

export type ServerName = keyof typeof SERVERS;

export function startServer(name: ServerName, surroundings: Surroundings): Promise<DeployedSite> {
  return SERVERS[name](surroundings);
}

/** Why a server cannot be started on this machine; undefined if it can. */
export function whatIsMissing(
  name: ServerName,
  redisServer: string | undefined,
): string | undefined {
  if (/redis/.test(name) && !redisServer) return 'there is no Redis here';
  if (name === 'Flask-Session' && !hasFlask()) {
    return "Debian's gunicorn, python3-flask and python3-flask-session are not here";
  }
  return undefined;
}

function hasFlask(): boolean {
  // Even the check makes a folder for sessions.
  const scratch = makeScratch();
  const env = { ...process.env, ...NO_BYTECODE, PYTHONPATH: join(import.meta.dirname, 'rivals') };
  const options = { cwd: scratch.path, env };
  const { status } = spawnSync('gunicorn', ['--check-config', FLASK_APP], options);
  scratch.remove();
  return status === 0;
}

function rival(name: string) {
  return (surroundings: Surroundings) =>
    start(surroundings, [process.execPath, join('..', 'rivals', `${name}.mjs`)]);
}

/** Starts a server in a new folder, for its sessions. */
async function start(
  { packages, redisUrl }: Surroundings,
  [program = '', ...args]: string[],
): Promise<DeployedSite> {
  const scratch = makeScratch();
  placeRivals(packages, scratch.path);
  const cwd = join(scratch.path, 'rivals');
  mkdirSync(cwd, { recursive: true });
  const child = spawn(program, args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      ...NO_BYTECODE,
      ...(redisUrl && { REDIS_URL: redisUrl }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { url } = await untilItListens(child);
  return {
    url,
    process: child,
    async stop() {
      const closed = once(child, 'close');
      child.kill();
      await closed;
      scratch.remove();
    },
  };
}
