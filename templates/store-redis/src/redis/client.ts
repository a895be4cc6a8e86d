import { setTimeout as pause } from 'node:timers/promises';
import { createClient, createCluster } from 'redis';
import { OutageLog } from './outages.ts';
import { credentialsOf, type RedisUrls, readRedisUrls } from './urls.ts';

/** No visitor waits longer than this for Redis, be it down, frozen or slow. */
const PATIENCE_MS = 1_000;

/** While Redis is away, commands are refused at once, and a connection is tried for ever. */
const OPTIONS = {
  disableOfflineQueue: true,
  socket: {
    connectTimeout: PATIENCE_MS,
    reconnectStrategy: (retries: number) => Math.min(100 * 2 ** retries, 1_000),
  },
};

type Client = ReturnType<typeof clientOf>;
type Cluster = ReturnType<typeof clusterOf>;

/** A connection to a Redis or a Redis Cluster, for any part of the site that keeps something there. */
export interface Redis {
  /** What it is and where, without user and password. */
  readonly place: string;

  /** Sends a command about one key. It throws where no reply comes within PATIENCE_MS. */
  ask<T>(key: string, command: (commands: Client | Cluster) => Promise<T>): Promise<T>;

  /** Ends the connection. Nothing is asked afterwards. */
  close(): void;
}

/** Connects to what REDIS_URL names: one address is a Redis, several are nodes of a Redis Cluster. */
export async function connectToRedis(env: NodeJS.ProcessEnv): Promise<Redis> {
  const urls = readRedisUrls(env);
  const { ready, ...redis } = urls.length > 1 ? connectToCluster(urls) : connectToOne(urls[0]);
  // If Redis is not there yet, the site starts all the same.
  await Promise.race([ready, pause(PATIENCE_MS, undefined, { ref: false })]);
  return redis;
}

function connectToOne(url: URL): Redis & { ready: Promise<unknown> } {
  const client = clientOf(url);
  const outages = new OutageLog();
  // Without a listener, an error would end the process.
  client.on('error', (error) => outages.begin(url.host, error));
  client.on('ready', () => outages.end(url.host));
  return {
    place: `Redis, at ${url.host}`,
    ask: (_key, command) => inTime(command(client), async () => client),
    close: () => client.destroy(),
    // What goes wrong here is reported above.
    ready: client.connect().catch(() => {}),
  };
}

function connectToCluster(urls: RedisUrls): Redis & { ready: Promise<unknown> } {
  const cluster = clusterOf(urls);
  const hosts = urls.map(({ host }) => host).join(', ');
  const closing = new AbortController();
  const outages = new OutageLog();
  cluster.on('node-error', (error, { host, port }) => outages.begin(`${host}:${port}`, error));
  cluster.on('node-ready', ({ host, port }) => outages.end(`${host}:${port}`));
  // Once the nodes are known, each is reported for itself.
  cluster.on('error', (error) => cluster.isReady || outages.begin(hosts, error));
  cluster.on('connect', () => outages.end(hosts));
  return {
    place: `a Redis Cluster, at ${hosts}`,
    ask: (key, command) =>
      inTime(command(cluster), async () =>
        // A node that was never reached has no connection yet.
        Promise.race([cluster.getNodeClientForKey(key), undefined]),
      ),
    close: () => {
      closing.abort();
      cluster.destroy();
    },
    ready: discover(cluster, closing.signal),
  };
}

function clientOf(url: URL) {
  return createClient({ ...OPTIONS, url: url.href });
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

type Connection = Pick<Client, 'isReady' | 'emit' | 'destroy' | 'connect'>;

/** The reply, or an error once PATIENCE_MS have passed: the client itself would wait for ever. */
function inTime<T>(
  reply: Promise<T>,
  findConnection: () => Promise<Connection | undefined>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      const error = new Error(`Redis did not reply within ${PATIENCE_MS} ms`);
      reject(error);
      // If that fails, it is an event.
      renew(findConnection, error).catch(() => {});
    }, PATIENCE_MS);
    reply.then(resolve, reject).finally(() => clearTimeout(deadline));
  });
}

/** Connects anew: the machine at the other end may be gone without having said so. */
async function renew(
  findConnection: () => Promise<Connection | undefined>,
  error: Error,
): Promise<void> {
  const connection = await findConnection();
  if (!connection?.isReady) return;
  connection.emit('error', error);
  connection.destroy();
  await connection.connect();
}
