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
  const [{ href }] = readRedisUrls(process.env);
  const client = await createClient({ url: href }).connect();
  const keys = await client.keys(`*${prefix}*`);
  for (const key of keys) await client.del(key);
  client.destroy();
  return keys;
}
