import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort, type RedisServer, startRedis, trySeveralTimes, withRedis } from './redis.ts';
import { makeFolder } from './scratch.ts';

/** The hash slots that Redis shares out between the nodes. */
const SLOTS = 16_384;
const NODES = 3;

/** A real cluster of three masters without replicas, on free ports of loopback. */
export interface RedisCluster {
  /** What REDIS_URL takes. */
  url: string;
  nodes: ClusterNode[];
  /** Adds a replica to a node, and waits until it has what its master has, and every node would vote for it. */
  addReplica(master: ClusterNode): Promise<ClusterNode>;
  stop(): Promise<void>;
}

export interface ClusterNode {
  url: string;
  /** The server, as it was last started. */
  server: RedisServer;
  /** Starts it again where it was, with all that it held. */
  restart(): Promise<void>;
}

/** Starts the nodes, shares out the slots, and waits until every node takes commands. */
export async function startRedisCluster(program: string): Promise<RedisCluster> {
  const folder = makeFolder();
  const nodes = await Promise.all(
    Array.from({ length: NODES }, () => trySeveralTimes(() => startNode(program, folder))),
  );
  await Promise.all(
    nodes.map(({ url }, n) => send(url, ['CLUSTER', 'ADDSLOTSRANGE', ...share(n)])),
  );
  for (const { url } of nodes) {
    for (const { address } of nodes) await send(url, ['CLUSTER', 'MEET', ...address]);
  }
  await vi.waitFor(() => Promise.all(nodes.map(expectWhole)), { timeout: 60_000 });
  const replicas: ClusterNode[] = [];
  return {
    url: nodes.map(({ url }) => url).join(','),
    nodes,
    async addReplica(master) {
      const replica = await trySeveralTimes(() => startNode(program, folder));
      replicas.push(replica);
      for (const { address } of nodes) await send(replica.url, ['CLUSTER', 'MEET', ...address]);
      const id = String(await send(master.url, ['CLUSTER', 'MYID']));
      const replicate = () => send(replica.url, ['CLUSTER', 'REPLICATE', id]);
      await vi.waitFor(replicate, { timeout: 30_000 });
      await vi.waitFor(() => expectInStep(replica), { timeout: 30_000 });
      const known = () => Promise.all(nodes.map((node) => expectKnown(replica, node, id)));
      await vi.waitFor(known, { timeout: 30_000 });
      return replica;
    },
    async stop() {
      await Promise.all([...nodes, ...replicas].map(({ server }) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startNode(
  program: string,
  folder: string,
): Promise<ClusterNode & { address: string[] }> {
  const [port, busPort] = [await freePort(), await freePort()];
  const start = () =>
    startRedis(program, port, [
      ...['--cluster-enabled', 'yes', '--cluster-port', String(busPort)],
      ...['--cluster-config-file', join(folder, `nodes-${port}.conf`)],
      ...['--repl-diskless-sync-delay', '0'],
      // The nodes that are left go on without the one that is lost.
      ...['--cluster-require-full-coverage', 'no', '--cluster-node-timeout', '2000'],
      ...['--dir', folder, '--appendonly', 'yes', '--appenddirname', `kept-${port}`],
    ]);
  const node = {
    url: `redis://127.0.0.1:${port}`,
    address: ['127.0.0.1', String(port), String(busPort)],
    server: await start(),
    async restart() {
      node.server = await start();
    },
  };
  return node;
}

/** The first and the last slot of the nth node. */
function share(n: number): string[] {
  return [Math.ceil((n * SLOTS) / NODES), Math.ceil(((n + 1) * SLOTS) / NODES) - 1].map(String);
}

async function expectWhole(node: ClusterNode): Promise<void> {
  const info = String(await send(node.url, ['CLUSTER', 'INFO']));
  for (const line of ['cluster_state:ok', `cluster_size:${NODES}`]) {
    if (!info.includes(line)) throw new Error(`${node.url} is not yet ${line}`);
  }
}

async function expectInStep(replica: ClusterNode): Promise<void> {
  const info = String(await send(replica.url, ['INFO', 'replication']));
  if (!info.includes('master_link_status:up')) throw new Error(`${replica.url} is not yet in step`);
}

/** A node that does not know a replica yet gives it no vote. */
async function expectKnown(replica: ClusterNode, node: ClusterNode, master: string): Promise<void> {
  const port = new URL(replica.url).port;
  const replicas = String(await send(node.url, ['CLUSTER', 'REPLICAS', master]));
  if (!replicas.includes(`:${port}@`)) throw new Error(`${node.url} does not know ${replica.url}`);
}

function send(url: string, command: string[]): Promise<unknown> {
  return withRedis(url, (client) => client.sendCommand(command));
}
