import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { inject } from 'vitest';
import type { InstalledSite } from './site.ts';

/** A site's store, read from outside: raw, never through the site's own code. */
export interface StoreContents {
  /** What every session in the store holds, without the cookie's details; undefined where nobody can look inside. */
  read(): Promise<Array<Record<string, unknown>> | undefined>;
  clear(): Promise<void>;
  /** What the site must be told so that it uses this store and no other. */
  env: Record<string, string>;
}

/** The way into the store of a site. */
export function storeContentsOf(site: InstalledSite): StoreContents {
  switch (site.store) {
    case 'memory':
      return { env: {}, read: async () => undefined, clear: async () => {} };
    case 'file':
      return fileContents(join(site.directory, '.sessions'));
    case 'redis':
      return redisContents(`${site.mode}:${process.pid}:`);
  }
}

function fileContents(directory: string): StoreContents {
  const paths = () => readdirSync(directory).map((name) => join(directory, name));
  return {
    env: {},
    read: async () => paths().map((path) => withoutCookie(readFileSync(path, 'utf8'))),
    clear: async () => {
      for (const path of paths()) rmSync(path);
    },
  };
}

function redisContents(prefix: string): StoreContents {
  const url = inject('redisUrl');
  const open = () => createClient({ url });
  const withKeys = async <T>(
    use: (client: ReturnType<typeof open>, keys: string[]) => Promise<T>,
  ) => {
    const client = open();
    await client.connect();
    try {
      return await use(client, await client.keys(`${prefix}*`));
    } finally {
      client.destroy();
    }
  };
  return {
    env: { REDIS_URL: url, REDIS_PREFIX: prefix },
    read: () =>
      withKeys(async (client, keys) => {
        const texts = await Promise.all(keys.map((key) => client.get(key)));
        return texts.filter((text) => text !== null).map(withoutCookie);
      }),
    clear: () =>
      withKeys(async (client, keys) => {
        if (keys.length > 0) await client.del(keys);
      }),
  };
}

function withoutCookie(text: string): Record<string, unknown> {
  const { cookie, ...contents } = JSON.parse(text);
  if (!cookie) throw new Error('a record without a cookie');
  return contents;
}
