import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../../failure.ts';

/** Which kinds of databases can be read. */
export type SqlKind = 'postgres' | 'mysql' | 'sqlite';

/** Where sessions are kept in a table. */
export interface SqlPlace {
  kind: SqlKind;
  /** The server's address, as its driver takes it; of SQLite, the file's path. It may hold a password. */
  address: string;
  /** What a person calls it: `127.0.0.1:5432/shop`, `sessions.db`. It holds no password. */
  name: string;
  /** Of a Postgres or MySQL, the schema that the table is in; where it is absent, the one that is looked in first. */
  schema?: string;
  /** The table. Where it is absent, one that looks like a table of sessions is searched for. */
  table?: string;
  /** What the columns are called, where they have names of the app's own. */
  columns?: Partial<Record<SqlColumn, string>>;
  /** The app's folder, whose driver is used. */
  directory: string;
  /** The setting that the address comes from, which messages name. */
  setting: string;
}

/** What a table of sessions has: an id, the text, and when a session leaves. */
export type SqlColumn = 'id' | 'text' | 'expires';

const KINDS: Readonly<Record<string, SqlKind>> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
};

/** What the parts of a place are, besides its address. */
type Rest = Pick<SqlPlace, 'directory' | 'setting' | 'schema' | 'table' | 'columns'>;

/**
 * The database of an address: `postgres://…`, `mysql://…`, or the path of an SQLite file, also as `sqlite:FILE`.
 *
 * @throws Failure `usage`; the message does not repeat the address, which may hold a password
 */
export function databaseAt(address: string, rest: Rest): SqlPlace {
  const [, scheme] = /^([a-z][a-z\d+.-]+):/i.exec(address) ?? [];
  if (scheme === undefined || /^(sqlite3?|file)$/i.test(scheme)) return sqliteAt(address, rest);
  const kind = KINDS[`${scheme.toLowerCase()}:`];
  if (!kind) throw wrong(rest.setting);
  const plain = address.replace(/^mariadb:/i, 'mysql:');
  const url = URL.canParse(plain) ? new URL(plain) : undefined;
  const parts = url && [url.username, url.password, url.pathname].map(decoded);
  if (!url || parts?.includes(undefined) || /\p{Cc}/u.test(plain)) throw wrong(rest.setting);
  const host = url.host || url.searchParams.get('host') || 'localhost';
  const database = decoded(url.pathname.slice(1));
  return { kind, address: plain, name: database ? `${host}/${database}` : host, ...rest };
}

function sqliteAt(address: string, rest: Rest): SqlPlace {
  const path = address.replace(/^(sqlite3?|file):(\/\/(?=\/|[^/]))?/i, '').replace(/\?.*$/s, '');
  if (path === '' || path === ':memory:') {
    throw new Failure(
      'usage',
      `${rest.setting} names no file of a database. Give the path of an SQLite file, for example ./sessions.db`,
    );
  }
  const file = isAbsolute(path) ? path : resolve(rest.directory, path);
  return { kind: 'sqlite', address: file, name: path, ...rest };
}

/** Without its escapes; undefined where a "%" begins none. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function wrong(setting: string): Failure {
  return new Failure(
    'usage',
    `${setting} must be an address such as postgres://127.0.0.1/shop or mysql://127.0.0.1/shop, or the path of an SQLite file. In a user name or password, write %25 for %, %2F for /, %23 for #, %3F for ? and %40 for @.`,
  );
}
