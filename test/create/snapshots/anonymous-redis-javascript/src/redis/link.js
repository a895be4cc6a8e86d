import { setTimeout as pause } from 'node:timers/promises';
import { createClient, createCluster } from 'redis';
import { PATIENCE_MS } from './deadline.js';
import { credentialsOf } from './urls.js';

/**
 * @import { RedisClientOptions } from 'redis'
 * @import { OutageLog } from './outages.js'
 * @import { RedisUrls } from './urls.js'
 */

/**
 * Only Redis Enterprise has them, and an IPv6 address as REDIS_URL would be looked up with its brackets.
 *
 * @type {Pick<RedisClientOptions, 'maintNotifications'>}
 */
const NO_NOTIFICATIONS = {
  maintNotifications: 'disabled',
};

/** What a Redis and a cluster both take. */
const OPTIONS = {
  // While Redis is away, commands are refused at once, and a connection is tried for ever.
  disableOfflineQueue: true,
  socket: {
    connectTimeout: PATIENCE_MS,
    reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 1_000),
  },
  // How long to wait is for `deadline.js` to say.
  commandOptions: { timeout: 0 },
  ...NO_NOTIFICATIONS,
};

/** @typedef {ReturnType<typeof clientOf>} Client */
/** @typedef {ReturnType<typeof clusterOf>} Cluster */

/**
 * What commands are sent with: to one Redis, or to the node of a cluster that has the key.
 *
 * @typedef {Client | Cluster} Commands
 */

/**
 * A connection to a Redis, or those to the nodes of a cluster.
 *
 * @typedef {object} Link
 * @property {Commands} commands
 * @property {Promise<unknown>} ready Resolves when it stands.
 * @property {(key: string) => Promise<Pick<Client, 'isReady' | 'emit' | 'destroy' | 'connect'> | undefined>} connectionFor
 *   The one connection that commands about a key go through, if there is one yet.
 * @property {() => void} close
 */

/**
 * Connects to one address, or to the cluster that several are nodes of.
 *
 * @param {RedisUrls} urls
 * @param {OutageLog} outages
 * @returns {Link}
 */
export function openLink(urls, outages) {
  return urls.length > 1 ? linkToCluster(urls, outages) : linkToOne(urls[0], outages);
}

function linkToOne(url, outages) {
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

function linkToCluster(urls, outages) {
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

/**
 * Where Redis is, without user and password.
 *
 * @param {RedisUrls} urls
 * @returns {string}
 */
export function hostsOf(urls) {
  return urls.map(({ host }) => host).join(', ');
}

function hostOf({ host, port }) {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function clientOf(url) {
  return createClient({ ...OPTIONS, socket: { ...OPTIONS.socket }, url: url.href });
}

function clusterOf(urls) {
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

/**
 * Asks the cluster's nodes, again and again, which of them holds what.
 *
 * @param {Cluster} cluster
 * @param {AbortSignal} closing
 * @returns {Promise<void>}
 */
async function discover(cluster, closing) {
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
