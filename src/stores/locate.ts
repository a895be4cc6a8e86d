import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { readSiteSettings, type SiteSettings } from '../project/settings.ts';
import type { RedisPlace } from './redis/url.ts';
import { DEFAULT_PREFIX, prefixOf } from './redis/url.ts';
import { databaseAt, type SqlPlace } from './sql/place.ts';

/** Where sessions are. */
export type StorePlace =
  | ReadablePlace
  /** In a table, which is only ever read. */
  | SqlPlace
  | AppPlace;

/** Inside an app, which alone can tell. */
export interface AppPlace {
  kind: 'memory';
  /** The app's folder, as a person named it. */
  directory: string;
  /** The class of a store that is elsewhere, and that the app reads itself; empty for its memory. */
  store?: string;
}

/** Where anybody can look. */
export type ReadablePlace = FilePlace | ({ kind: 'redis' } & RedisPlace);

export interface FilePlace {
  kind: 'file';
  directory: string;
  /** What a person calls it: `.sessions/`. */
  name: string;
  /** True where it is made by a site that may not have been started yet. */
  mayBeMissing: boolean;
}

/** What a person says of where to look. */
export interface StoreOptions {
  /** The folder of a site, whose own store it is. Default: the working directory. */
  site?: string;
  /** A folder of session files. */
  directory?: string;
  /** The address of a Redis, or those of a cluster's nodes, separated by commas. */
  redis?: string;
  /** What the keys of sessions begin with. Default: the site's own, or `sess:`. */
  prefix?: string;
  /** The address of a Postgres, MySQL or MariaDB, or the path of an SQLite file. */
  database?: string;
  /** The table there. Default: the site's own, or the one that looks like a table of sessions. */
  table?: string;
}

/** Where sites look for Redis unless they are told otherwise. */
export const REDIS_URL = 'redis://127.0.0.1:6379';

/**
 * Finds the store to look into: the one that is named, or a site's own, or the Redis at REDIS_URL.
 *
 * @throws Failure `usage` where it is named twice, or there is none to be found
 */
export function locateStore(options: StoreOptions, env: NodeJS.ProcessEnv): StorePlace {
  const { site, directory, redis, prefix, database, table } = options;
  if ([directory, redis, database].filter((named) => named !== undefined).length > 1) {
    throw new Failure('usage', 'Name one store only: --dir, --redis or --database.');
  }
  // The driver of a database is the site's own.
  if (database !== undefined) {
    return databaseAt(database, {
      directory: site ?? '.',
      setting: '--database',
      ...tableOf(table),
    });
  }
  if (site !== undefined && (directory ?? redis) !== undefined) {
    throw new Failure('usage', 'Name one store only: a site, --dir or --redis.');
  }
  if (directory !== undefined) return fileAt(directory, resolve(directory), false);
  if (redis !== undefined) return redisAt(redis, prefix, '--redis');

  const folder = site ?? '.';
  const settings = readSiteSettings(resolve(folder), env);
  if (settings) return storeOf(folder, settings, prefix);
  if (site === undefined && env.REDIS_URL) return redisAt(env.REDIS_URL, prefix, 'REDIS_URL');
  throw new Failure(
    'usage',
    site !== undefined && !existsSync(folder)
      ? `There is no folder ${folder}.`
      : `There is no site in ${resolve(folder)}. Name the site's folder, or say where the sessions are: --dir FOLDER or --redis URL.`,
  );
}

/**
 * A site's own store. It says itself what that is; for any other app, what it depends on tells.
 *
 * @throws Failure `usage` where nobody can tell
 */
export function storeOf(folder: string, settings: SiteSettings, prefix?: string): StorePlace {
  const { marker, name, env, dependencies } = settings;
  switch (marker?.store ?? guess(folder, settings)) {
    case 'file': {
      const directory = env.SESSION_DIR || '.sessions';
      return fileAt(directory, resolve(folder, directory), true);
    }
    case 'redis':
      return redisAt(
        env.REDIS_URL || REDIS_URL,
        prefix ?? (env.REDIS_PREFIX || (marker ? prefixOf(name) : undefined)),
        'REDIS_URL',
      );
    case 'session-file-store':
      return fileAt('sessions', resolve(folder, 'sessions'), false);
    case 'memory':
      return { kind: 'memory', directory: folder };
    default:
      throw new Failure(
        'usage',
        `${dependencies.has('express-session') ? `It is not known which store ${folder} uses` : `${folder} does not seem to use express-session`}. Say where its sessions are: --dir FOLDER or --redis URL.`,
      );
  }
}

/** What an app depends on, and what that says of its store. */
const PACKAGES: ReadonlyArray<[name: string, store: string]> = [
  ['connect-redis', 'redis'],
  ['session-file-store', 'session-file-store'],
  ['redis', 'redis'],
];

function guess(folder: string, { dependencies, env }: SiteSettings): string | undefined {
  const [, store] = PACKAGES.find(([name]) => dependencies.has(name)) ?? [];
  const hasFiles = env.SESSION_DIR || existsSync(join(folder, '.sessions'));
  return store ?? (hasFiles ? 'file' : undefined);
}

/** Session files in a folder. */
export function fileAt(name: string, directory: string, mayBeMissing: boolean): FilePlace {
  return { kind: 'file', directory, name: name.replace(/\/*$/, '/'), mayBeMissing };
}

/** Sessions in the Redis of an address; `setting` is what messages name as the place where it is wrong. */
export function redisAt(url: string, prefix = DEFAULT_PREFIX, setting: string): ReadablePlace {
  return { kind: 'redis', url, prefix, setting };
}

/** A table as it is typed: its name, or its schema's and its own with a dot between. */
function tableOf(table: string | undefined): Pick<SqlPlace, 'schema' | 'table'> {
  if (table === undefined) return {};
  const [schema, ...name] = table.split('.');
  return name.length > 0 ? { schema, table: name.join('.') } : { table };
}
