import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { withRedis } from './redis.ts';
import type { InstalledSite } from './site.ts';

/** A site's store, read from outside: raw, never through the site's own code. */
export interface StoreContents {
  /** What every session in the store holds, without the cookie's details; undefined where nobody can look inside. */
  read(): Promise<Array<Record<string, unknown>> | undefined>;
  clear(): Promise<void>;
  /** What the site must be told so that it uses this store and no other. */
  env: Record<string, string>;
}

/** The way into the store of a site, which for Redis may be a cluster. */
export function storeContentsOf(site: InstalledSite, redisUrl = inject('redisUrl')): StoreContents {
  switch (site.store) {
    case 'memory':
      return { env: {}, read: async () => undefined, clear: async () => {} };
    case 'file':
      return fileContents(join(site.directory, '.sessions'));
    case 'redis':
      return redisContents(redisUrl, `${site.mode}:${site.language}:${process.pid}:`);
  }
}

function fileContents(directory: string): StoreContents {
  // The index of users lies beside the sessions.
  const sessions = () => readdirSync(directory).filter((name) => name !== 'users');
  return {
    env: {},
    read: async () =>
      sessions().flatMap((name) =>
        contentsIn(readFileSync(join(directory, name, 'record'), 'utf8')),
      ),
    clear: async () => {
      for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true });
    },
  };
}

function redisContents(redisUrl: string, prefix: string): StoreContents {
  return {
    env: { REDIS_URL: redisUrl, REDIS_PREFIX: prefix },
    read: async () => {
      const texts = await onEachNode(redisUrl, async (client) => {
        const keys = await client.keys(`${prefix}*`);
        return Promise.all(keys.map((key) => client.get(key)));
      });
      return texts.filter((text) => text !== null).flatMap(contentsIn);
    },
    clear: async () => {
      await onEachNode(redisUrl, async (client) => {
        const keys = await Promise.all(
          [`${prefix}*`, `users:${prefix}*`].map((pattern) => client.keys(pattern)),
        );
        return Promise.all(keys.flat().map((key) => client.del(key)));
      });
    },
  };
}

async function onEachNode<T>(
  redisUrl: string,
  use: Parameters<typeof withRedis<T[]>>[1],
): Promise<T[]> {
  const results = await Promise.all(redisUrl.split(',').map((url) => withRedis(url, use)));
  return results.flat();
}

/** None where the record only says which session took its place. */
function contentsIn(text: string): Array<Record<string, unknown>> {
  const { cookie, movedTo, ...contents } = JSON.parse(text);
  if (!cookie) throw new Error('a record without a cookie');
  return movedTo === undefined ? [contents] : [];
}
