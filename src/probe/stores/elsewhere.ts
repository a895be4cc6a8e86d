import { resolve } from 'node:path';
import { attempt } from '../attempt.ts';
import type { ProbePlace } from '../messages.ts';

/** Where a store keeps its sessions, if we can read them there directly: connect-redis, session-file-store. */
export function publicPlaceOf(store: object): ProbePlace | undefined {
  return attempt(() => redisOf(store) ?? filesOf(store));
}

function redisOf(store: object): ProbePlace | undefined {
  const prefix = get(store, 'prefix');
  const client = get(store, 'client');
  // Only connect-redis has this property. Other stores with a client and a prefix may keep sessions in another form.
  if (typeof prefix !== 'string' || !client || typeof get(store, 'scanCount') !== 'number') {
    return undefined;
  }
  const address = addressOf(client);
  if (address === undefined) return undefined;
  // ioredis adds one before each key.
  const before = get(get(client, 'options'), 'keyPrefix');
  return { kind: 'redis', url: address, prefix: `${textOf(before) ?? ''}${prefix}` };
}

/** The address in a client of redis (from version 4) or ioredis; undefined if an address is not enough to connect. */
function addressOf(client: unknown): string | undefined {
  const options = get(client, 'options');
  const socket = get(options, 'socket') ?? options;
  const isElsewhere = ['path', 'sentinels', 'servername'].some((name) => get(socket, name));
  const tls = get(socket, 'tls');
  // An object says more than "TLS", such as which certificates to trust.
  if (!options || isElsewhere || Object.keys(Object(tls)).length > 0) return undefined;
  if (get(client, 'isCluster') === true || get(client, 'slots')) return undefined;
  const [user, password] = [get(options, 'username'), get(options, 'password')].map(
    (part) => textOf(part) ?? '',
  );
  const host = textOf(get(socket, 'host')) ?? 'localhost';
  const name = host.includes(':') ? `[${host}]` : host;
  const port = get(socket, 'port') ?? 6379;
  const database = get(options, 'database') ?? get(options, 'db') ?? 0;
  const signIn = password
    ? `${encodeURIComponent(user ?? '')}:${encodeURIComponent(password)}@`
    : '';
  return `${tls ? 'rediss' : 'redis'}://${signIn}${name}:${port}/${database}`;
}

/** The folder of session-file-store. If it encrypts its files, the files say so. */
function filesOf(store: object): ProbePlace | undefined {
  const options = get(store, 'options');
  const path = get(options, 'path');
  const isOurs =
    typeof get(options, 'fileExtension') === 'string' && 'filePattern' in Object(options);
  return isOurs && typeof path === 'string'
    ? { kind: 'file', directory: resolve(path) }
    : undefined;
}

function get(object: unknown, name: string): unknown {
  return typeof object === 'object' || typeof object === 'function'
    ? object && Reflect.get(object, name)
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
