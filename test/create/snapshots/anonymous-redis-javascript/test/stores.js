import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { readRedisUrls } from '../src/redis/urls.js';
import { loadDotEnv } from '../src/settings/env-file.js';
import { openStores } from '../src/stores.js';

// .env says where Redis is.
loadDotEnv();

try {
  (await connect()).destroy();
} catch (cause) {
  // Without this, every test would wait for Redis before it fails.
  throw new Error(
    'The tests need the Redis that REDIS_URL leads to. To start one: docker compose up -d',
    { cause },
  );
}

/**
 * Opens the site's stores with a Redis prefix, and a folder for files, of their own. Closing them removes both.
 *
 * @param {Record<string, string>} [env]
 */
export async function openTestStores(env = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'sessions-'));
  const prefix = `test:${randomUUID()}:`;
  const stores = await openStores({ ...process.env, ...env, REDIS_PREFIX: prefix });
  return {
    ...stores,
    directory,
    prefix,
    close: async () => {
      await stores.close();
      await removeKeys(prefix);
      await rm(directory, { recursive: true });
    },
  };
}

/**
 * Removes all that stores with this prefix have in Redis, and returns the keys.
 *
 * @param {string} prefix
 * @returns {Promise<string[]>}
 */
export async function removeKeys(prefix) {
  const client = await connect();
  const keys = await client.keys(`*${prefix}*`);
  for (const key of keys) await client.del(key);
  client.destroy();
  return keys;
}

/** Fails if Redis cannot be reached. By default, the client would try again for ever. */
async function connect() {
  const [{ href }] = readRedisUrls(process.env);
  const client = createClient({ url: href, socket: { reconnectStrategy: false } });
  // Without a listener, an error would end the process before it can say what is missing.
  client.on('error', () => {});
  return client.connect();
}
