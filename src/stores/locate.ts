import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { checkFolder } from '../folder.ts';
import { RECORD } from '../project/manifest.ts';
import { readSiteSettings, type SiteSettings } from '../project/settings.ts';
import { fileAt, redisAt, type StorePlace } from './places.ts';
import { prefixOf } from './redis/url.ts';
import { hasSource, isStorePackage, storeInSource } from './source/in-source.ts';
import { databaseAt, type SqlPlace } from './sql/place.ts';

/** The options that say where to look. */
export interface StoreOptions {
  /** The folder of a site, whose own store is read. Default: the working directory. */
  site?: string;
  /** A folder of session files. */
  directory?: string;
  /** The address of a Redis, or those of a cluster's nodes, separated by commas. */
  redis?: string;
  /** The prefix of session keys. Default: the site's own, or `sess:`. */
  prefix?: string;
  /** The address of a Postgres, MySQL or MariaDB, or the path of an SQLite file. */
  database?: string;
  /** The table in it. Default: the site's own, or the one that looks like a session table. */
  table?: string;
}

/** The default address of Redis in generated sites. */
export const REDIS_URL = 'redis://127.0.0.1:6379';

/**
 * Finds the store: the one that options name, or a site's own, or the Redis at REDIS_URL.
 *
 * @throws Failure `usage` if several are named, or none can be found
 */
export function locateStore(options: StoreOptions, env: NodeJS.ProcessEnv): StorePlace {
  const place = placeOf(options, env);
  if (options.prefix !== undefined && place.kind !== 'redis') {
    throw new Failure('usage', 'There are no prefixes in that store. Leave --prefix out.');
  }
  if (options.table === undefined) return place;
  if (place.kind === 'file' || place.kind === 'redis' || place.kind === 'memory') {
    throw new Failure('usage', 'There are no tables in that store. Leave --table out.');
  }
  return { ...place, ...tableOf(options.table) };
}

function placeOf(options: StoreOptions, env: NodeJS.ProcessEnv): StorePlace {
  const { site, directory, redis, prefix, database } = options;
  if ([directory, redis, database].filter((named) => named !== undefined).length > 1) {
    throw new Failure('usage', 'Name one store only: --dir, --redis or --database.');
  }
  // The driver of a database is the site's own.
  if (database !== undefined) {
    return databaseAt(database, {
      directory: site ?? '.',
      setting: '--database',
    });
  }
  if (site !== undefined && (directory ?? redis) !== undefined) {
    throw new Failure('usage', 'Name one store only: a site, --dir or --redis.');
  }
  if (directory !== undefined) return fileAt(directory, resolve(directory));
  if (redis !== undefined) return redisAt(redis, prefix, '--redis');

  if (site !== undefined) checkFolder(site);
  const folder = site ?? '.';
  const settings = readSiteSettings(resolve(folder), env);
  if (settings) return storeOf(folder, settings, prefix);
  if (site === undefined) refuseFolderAbove(folder);
  // Small apps have no package.json of their own.
  if (hasSource(folder)) return storeInSource(folder, new Set(), env, prefix);
  if (site === undefined && env.REDIS_URL) return redisAt(env.REDIS_URL, prefix, 'REDIS_URL');
  throw new Failure(
    'usage',
    `There is no site in ${resolve(folder)}. Name the site's folder, or say where the sessions are: --dir FOLDER or --redis URL.`,
  );
}

/**
 * A user who has just created a site is still in the folder above it.
 *
 * @throws Failure `usage` that names a site there
 */
function refuseFolderAbove(folder: string): void {
  const there = entriesOf(folder);
  if (there.some((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))) return;
  const [site, ...others] = there.filter(
    (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, RECORD)),
  );
  if (!site) return;
  const more = others.length > 0 ? ` and ${others.length} more below it` : '';
  throw new Failure(
    'usage',
    `There is no site in this folder, but there is one in ./${site.name}${more}. Name its folder, or go there first.`,
  );
}

/** The entries of a folder; empty if it cannot be listed. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/**
 * A site's own store. A generated site says which it is; for any other app, its source and its dependencies say it.
 *
 * @throws Failure `usage` if it is not known
 */
export function storeOf(folder: string, settings: SiteSettings, prefix?: string): StorePlace {
  const { marker, name, env, dependencies } = settings;
  switch (marker?.store ?? olderSite(folder, settings)) {
    case 'file': {
      const directory = env.SESSION_DIR || '.sessions';
      return fileAt(directory, resolve(folder, directory), { mayBeMissing: true });
    }
    case 'redis':
      return redisAt(
        env.REDIS_URL || REDIS_URL,
        prefix ?? (env.REDIS_PREFIX || prefixOf(name)),
        'REDIS_URL',
      );
    case 'memory':
      return { kind: 'memory', directory: folder };
    default:
      return storeInSource(folder, dependencies, env, prefix);
  }
}

/** The store of a site that was made before sites named it in package.json. */
function olderSite(folder: string, { dependencies, env }: SiteSettings): string | undefined {
  const isOther = [...dependencies].some((name) => isStorePackage(name));
  return !isOther && (env.SESSION_DIR || existsSync(join(folder, '.sessions')))
    ? 'file'
    : undefined;
}

/** A table, as it is typed: its name, or its schema and its name with a dot between. */
function tableOf(table: string): Pick<SqlPlace, 'schema' | 'table'> {
  const [schema, ...name] = table.split('.');
  return name.length > 0 ? { schema, table: name.join('.') } : { table };
}
