import { dirname, resolve } from 'node:path';
import { readManifest } from '../project/manifest.ts';
import { isOurs, type Site } from './site.ts';

/** Packages with which an app stores something in a database, or in a database file. */
const DATABASES =
  /mongo|postgres|^pg\b|mysql|mariadb|sqlite|sequelize|prisma|drizzle|knex|typeorm|mikro-orm|objection|bookshelf|redis|valkey|memcache|level|lowdb|nedb|rxdb|dynamo|firebase|firestore|supabase|couch|cassandra|neo4j|arango|surreal|tedious|mssql|oracledb|keyv|database/i;

/**
 * Whether the app's counts of failed sign-ins end with its process, as far as we can tell: true for our sites in an
 * audit, and for other apps that we start and whose package.json names no database.
 */
export function countsForItselfAlone(site: Site): boolean {
  const { entry } = site;
  if ('url' in entry) return false;
  return (
    isOurs(site) || !dependenciesOf(resolve(entry.directory)).some((name) => DATABASES.test(name))
  );
}

/** The dependencies in the nearest package.json, as Node finds it. */
function dependenciesOf(directory: string): string[] {
  const manifest = readManifest(directory);
  if (manifest) return Object.keys(manifest.dependencies ?? {});
  const parent = dirname(directory);
  return parent === directory ? [] : dependenciesOf(parent);
}
