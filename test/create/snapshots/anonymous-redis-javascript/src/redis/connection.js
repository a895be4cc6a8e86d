import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, createCluster } from 'redis';
import { COMMAND_TIMEOUT_MS } from './deadline.js';
import { credentialsOf } from './urls.js';

/**
 * @import { RedisClientOptions } from 'redis'
 * @import { ConnectionLog } from './connection-log.js'
 * @import { RedisUrls } from './urls.js'
 */

/**
 * Only Redis Enterprise sends these. With them enabled, the client cannot connect to an IPv6 address.
 *
 * @type {Pick<RedisClientOptions, 'maintNotifications'>}
 */
const NO_NOTIFICATIONS = {
  maintNotifications: 'disabled',
};

/** Options for a single Redis and for a cluster. */
const OPTIONS = {
  // While there is no connection, commands fail at once. The client keeps trying to connect.
  disableOfflineQueue: true,
  socket: {
    connectTimeout: COMMAND_TIMEOUT_MS,
    reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 1_000),
  },
  // `deadline.js` has the timeouts.
  commandOptions: { timeout: 0 },
  ...NO_NOTIFICATIONS,
};

/** @typedef {ReturnType<typeof newClient>} Client */
/** @typedef {ReturnType<typeof newCluster>} Cluster */

/**
 * Has a method for each Redis command. In a cluster, a command goes to the node that has the key.
 *
 * @typedef {Client | Cluster} Commands
 */

/**
 * A connection to a single Redis, or the connections to the nodes of a cluster.
 *
 * @typedef {object} Connection
 * @property {Commands} commands
 * @property {Promise<unknown>} ready Resolves when it is connected.
 * @property {(key: string) => Promise<Pick<Client, 'isReady' | 'emit' | 'destroy' | 'connect'> | undefined>} clientFor
 *   The client that commands for this key go through. Undefined if the node has not been connected to yet.
 * @property {() => void} close
 */

/**
 * Connects to a single Redis if there is one URL, and to a cluster if there are several.
 *
 * @param {RedisUrls} urls
 * @param {ConnectionLog} log
 * @returns {Connection}
 */
export function openConnection(urls, log) {
  return urls.length > 1 ? connectToCluster(urls, log) : connectToOne(urls[0], log);
}

function connectToOne(url, log) {
  const client = newClient(url);
  // Without a listener, an error would end the process.
  client.on('error', (error) => log.failed(url.host, error));
  client.on('ready', () => log.connected(url.host));
  return {
    commands: client,
    // The listener above reports errors.
    ready: client.connect().catch(() => {}),
    clientFor: async () => client,
    close: () => client.destroy(),
  };
}

function connectToCluster(urls, log) {
  const cluster = newCluster(urls);
  const hosts = hostsOf(urls);
  const closing = new AbortController();
  cluster.on('node-error', (error, node) => log.failed(hostOf(node), error));
  cluster.on('node-ready', (node) => log.connected(hostOf(node)));
  // Once the nodes are known, each one reports its own errors.
  cluster.on('error', (error) => cluster.isReady || log.failed(hosts, error));
  cluster.on('connect', () => log.connected(hosts));
  return {
    commands: cluster,
    ready: discoverNodes(cluster, closing.signal),
    // Not awaited: for a node that cannot be reached, this promise would never resolve.
    clientFor: async (key) => Promise.race([cluster.getNodeClientForKey(key), undefined]),
    close: () => {
      closing.abort();
      cluster.destroy();
    },
  };
}

/**
 * The hosts in the URLs, without user and password.
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

function newClient(url) {
  return createClient({ ...OPTIONS, socket: { ...OPTIONS.socket }, url: url.href });
}

function newCluster(urls) {
  return createCluster({
    // With a timeout, a frozen node does not stop the client from asking the next one for the list of nodes.
    rootNodes: urls.map(({ href }) => ({
      url: href,
      socket: { socketTimeout: COMMAND_TIMEOUT_MS },
    })),
    defaults: {
      ...OPTIONS,
      ...credentialsOf(urls[0]),
      socket: { ...OPTIONS.socket, tls: urls[0].protocol === 'rediss:' },
    },
    // Connects to a node only when it is needed, so that one node that is down does not hold up the others.
    minimizeConnections: true,
    // A replica lags behind, and could still have a session that was just deleted.
    useReplicas: false,
  });
}

/**
 * Asks for the list of nodes until a node answers.
 *
 * @param {Cluster} cluster
 * @param {AbortSignal} closing
 * @returns {Promise<void>}
 */
async function discoverNodes(cluster, closing) {
  while (!closing.aborted) {
    try {
      await cluster.connect();
      return;
    } catch {
      // The 'error' event has reported it. While it starts, only this keeps the site from ending.
      await sleep(COMMAND_TIMEOUT_MS, undefined, { signal: closing }).catch(() => {});
    }
  }
}
