import { setTimeout as pause } from 'node:timers/promises';
import { createClient, createCluster, type RedisClientOptions } from 'redis';
import { PATIENCE_MS } from './deadline.ts';
import type { OutageLog } from './outages.ts';
import { credentialsOf, type RedisUrls } from './urls.ts';

/** Only Redis Enterprise has them, and an IPv6 address as REDIS_URL would be looked up with its brackets. */
const NO_NOTIFICATIONS: Pick<RedisClientOptions, 'maintNotifications'> = {
  maintNotifications: 'disabled',
};

/** What a Redis and a cluster both take. */
const OPTIONS = {
  // While Redis is away, commands are refused at once, and a connection is tried for ever.
  disableOfflineQueue: true,
  socket: {
    connectTimeout: PATIENCE_MS,
    reconnectStrategy: (retries: number) => Math.min(100 * 2 ** retries, 1_000),
  },
  // How long to wait is for `deadline.ts` to say.
  commandOptions: { timeout: 0 },
  ...NO_NOTIFICATIONS,
};

type Client = ReturnType<typeof clientOf>;
type Cluster = ReturnType<typeof clusterOf>;

/** What commands are sent with: to one Redis, or to the node of a cluster that has the key. */
export type Commands = Client | Cluster;

/** A connection to a Redis, or those to the nodes of a cluster. */
export interface Link {
  readonly commands: Commands;
  /** Resolves when it stands. */
  readonly ready: Promise<unknown>;
  /** The one connection that commands about a key go through, if there is one yet. */
  connectionFor(
    key: string,
  ): Promise<Pick<Client, 'isReady' | 'emit' | 'destroy' | 'connect'> | undefined>;
  close(): void;
}

/** Connects to one address, or to the cluster that several are nodes of. */
export function openLink(urls: RedisUrls, outages: OutageLog): Link {
  return urls.length > 1 ? linkToCluster(urls, outages) : linkToOne(urls[0], outages);
}

function linkToOne(url: URL, outages: OutageLog): Link {
  const client = clientOf(url);
  // Without a listener, an error would end the process.
  client.on('error', (error) => outages.failed(url.host, error));
  client.on('ready', () => outages.connected(url.host));
  return {
    commands: client,
    // What goes wrong here is reported above.
    ready: client.connect().catch(() => {}),
    connectionFor: async () => client,
    close: () => client.destroy(),
  };
}

function linkToCluster(urls: RedisUrls, outages: OutageLog): Link {
  const cluster = clusterOf(urls);
  const hosts = hostsOf(urls);
  const closing = new AbortController();
  cluster.on('node-error', (error, node) => outages.failed(hostOf(node), error));
  cluster.on('node-ready', (node) => outages.connected(hostOf(node)));
  // Once the nodes are known, each is reported for itself.
  cluster.on('error', (error) => cluster.isReady || outages.failed(hosts, error));
  cluster.on('connect', () => outages.connected(hosts));
  return {
    commands: cluster,
    ready: discover(cluster, closing.signal),
    // A node that was never reached has no connection yet.
    connectionFor: async (key) => Promise.race([cluster.getNodeClientForKey(key), undefined]),
    close: () => {
      closing.abort();
      cluster.destroy();
    },
  };
}

/** Where Redis is, without user and password. */
export function hostsOf(urls: RedisUrls): string {
  return urls.map(({ host }) => host).join(', ');
}

function hostOf({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function clientOf(url: URL) {
  return createClient({ ...OPTIONS, socket: { ...OPTIONS.socket }, url: url.href });
}

function clusterOf(urls: RedisUrls) {
  return createCluster({
    // A frozen node must not keep us from asking the next one where everything is.
    rootNodes: urls.map(({ href }) => ({ url: href, socket: { socketTimeout: PATIENCE_MS } })),
    defaults: {
      ...OPTIONS,
      ...credentialsOf(urls[0]),
      socket: { ...OPTIONS.socket, tls: urls[0].protocol === 'rediss:' },
    },
    // Each node is connected to when it is first needed: one that is down keeps nobody from the others.
    minimizeConnections: true,
    // A replica lags behind, and would still show a session that was just signed out.
    useReplicas: false,
  });
}

/** Asks the cluster's nodes, again and again, which of them holds what. */
async function discover(cluster: Cluster, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    try {
      await cluster.connect();
      return;
    } catch {
      // It was reported as an event.
      await pause(PATIENCE_MS, undefined, { ref: false });
    }
  }
}
