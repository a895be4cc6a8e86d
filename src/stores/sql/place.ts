import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../../failure.ts';

/** The kinds of databases that can be read. */
export type SqlKind = 'postgres' | 'mysql' | 'sqlite';

/** Where sessions are kept in a table. */
export interface SqlPlace {
  kind: SqlKind;
  /** The server's address, for its driver; for SQLite, the file's path. It may contain a password. */
  address: string;
  /** What a person calls it: `127.0.0.1:5432/shop`, `sessions.db`. It holds no password. */
  name: string;
  /** The schema of the table in Postgres or MySQL; absent: the default one. */
  schema?: string;
  /** The table; absent: one that looks like a session table is searched for. */
  table?: string;
  /** The names of the columns, if the app has its own. */
  columns?: Partial<Record<SqlColumn, string>>;
  /** The app's folder, whose driver is used. */
  directory: string;
  /** The setting with the address, for error messages. */
  setting: string;
}

/** The columns of a session table: an id, the text, and the expiry. */
export type SqlColumn = 'id' | 'text' | 'expires';

const KINDS: Readonly<Record<string, SqlKind>> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
};

/** The parts of a place without its address. */
type Rest = Pick<SqlPlace, 'directory' | 'setting' | 'schema' | 'table' | 'columns'>;

/**
 * The database of an address: `postgres://…`, `mysql://…`, or the path of an SQLite file, also as `sqlite:FILE`.
 *
 * @throws Failure `usage`; the message does not repeat the address, which may contain a password
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

/** Without its escapes; undefined if a "%" is not followed by two hex digits. */
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
