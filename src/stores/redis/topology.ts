import { isIP } from 'node:net';
import { RefusedReply, type Reply } from './protocol.ts';
import { hostOf, type RedisAddress } from './url.ts';

/** A server that has some of the keys, or all of them. */
export interface Master {
  address: RedisAddress;
  /** In a cluster, its hash slots: `0-5460`. */
  slots: string[];
  /** The slots that are moving to or from another node: `[93->-292f8b…]`. */
  moving: string;
}

/** Where a key is now. */
export interface KeyAddress {
  address: RedisAddress;
  /** Whether it is moving, so that the command must follow ASKING. */
  asking: boolean;
}

/**
 * The masters in a reply to CLUSTER SLOTS; undefined if the address of one of them is invalid, because its keys would
 * be missing.
 *
 * @param from the server that replied
 */
export function mastersIn(ranges: Reply, from: RedisAddress): Master[] | undefined {
  const masters = new Map<string, Master>();
  for (const [first, last, node] of listsIn(ranges)) {
    const address = addressIn(node, from);
    if (!address) return undefined;
    const master = masters.get(hostOf(address)) ?? { address, slots: [], moving: '' };
    master.slots.push(`${first}-${last}`);
    masters.set(hostOf(address), master);
  }
  return [...masters.values()].sort((one, other) =>
    hostOf(one.address) < hostOf(other.address) ? -1 : 1,
  );
}

/**
 * All nodes, as `host:port`, in the replies to CLUSTER SLOTS and CLUSTER NODES. The first leaves out a node that has no
 * slot yet, the second may be forbidden.
 */
export function nodesIn(ranges: Reply, nodes: Reply, from: RedisAddress): string[] {
  const serving = listsIn(ranges).flatMap(([, , ...list]) =>
    list.map((node) => addressIn(node, from)),
  );
  const known = textOf(nodes)
    .split('\n')
    .flatMap((line) => nodeLine(line, from));
  return [...serving, ...known].filter((address) => address !== undefined).map(hostOf);
}

/** The slots that the node which answers CLUSTER NODES is sending or receiving. */
export function movingIn(nodes: Reply): string {
  const itself = textOf(nodes)
    .split('\n')
    .find((line) => line.includes('myself'));
  return itself?.match(/\[.*\]/)?.[0] ?? '';
}

/**
 * `MOVED 3999 127.0.0.1:6381`, `ASK 3999 :6381`:
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/
 */
export function targetIn(reply: Reply, from: RedisAddress): KeyAddress | undefined {
  const message = reply instanceof RefusedReply ? reply.message : '';
  const [, kind, host, port] = /^(MOVED|ASK) \d+ (.*):(\d+)$/.exec(message) ?? [];
  const address = kind ? neighbour(from, host ?? null, Number(port)) : undefined;
  return address && { address, asking: kind === 'ASK' };
}

/** `07c3… 127.0.0.1:30004@31004,hostname slave …`: its address, and its name if it has one. */
function nodeLine(line: string, from: RedisAddress): Array<RedisAddress | undefined> {
  const [, host, port, name] = /^\S+ (\S*):(\d+)(?:@\d+)?(?:,([^\s,]+))?/.exec(line) ?? [];
  if (host === undefined) return [];
  return [host, ...(name ? [name] : [])].map((one) => neighbour(from, one, Number(port)));
}

/** `[host, port, id, …]` */
function addressIn(node: Reply | undefined, from: RedisAddress): RedisAddress | undefined {
  const [host = null, port] = Array.isArray(node) ? node : [];
  return typeof host === 'string' || host === null
    ? neighbour(from, host, Number(port))
    : undefined;
}

const HOST_NAME = /^[\w.-]{1,253}$/;
const LAST_PORT = 65_535;

/**
 * Another node of the same cluster, with the same user and password. A node that does not know its own host name is at
 * ours. Undefined if the address is invalid.
 */
function neighbour(
  from: RedisAddress,
  host: string | null,
  port: number,
): RedisAddress | undefined {
  if (!Number.isInteger(port) || port < 1 || port > LAST_PORT) return undefined;
  if (host === null || host === '' || host === '?') return { ...from, port };
  return HOST_NAME.test(host) || isIP(host) !== 0 ? { ...from, host, port } : undefined;
}

function textOf(reply: Reply): string {
  return typeof reply === 'string' ? reply : '';
}

function listsIn(reply: Reply): Reply[][] {
  return Array.isArray(reply) ? reply.filter((item) => Array.isArray(item)) : [];
}
