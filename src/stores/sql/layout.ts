import { Failure } from '../../failure.ts';
import type { Database, Dialect } from './database.ts';
import type { SqlColumn, SqlPlace } from './place.ts';

/** A table of sessions. */
export interface Layout {
  schema: string | null;
  table: string;
  columns: Record<SqlColumn, string>;
  /** The type of the column that holds the id. */
  idType: string;
  /** The type of the column with the expiry. */
  timeType: string;
}

/**
 * The names of columns in the tables of stores: connect-pg-simple, connect-sqlite3, better-sqlite3-session-store,
 * express-mysql-session, and those with Sequelize, Knex, Prisma and TypeORM.
 */
const NAMES: Readonly<Record<SqlColumn, readonly string[]>> = {
  id: ['sid', 'session_id', 'sessionid', 'id'],
  text: ['sess', 'data', 'json', 'session', 'session_data'],
  expires: ['expire', 'expires', 'expired', 'expires_at', 'expiresat', 'expired_at', 'expiredat'],
};

/** The default names of their tables. */
const TABLES = ['session', 'sessions'];

interface Table {
  schema: string | null;
  table: string;
  /** Types by column name. */
  columns: Map<string, string>;
}

/**
 * Finds the session table: the one that options name, else one with a store's default name, else the only one with the
 * columns of a session table.
 *
 * @throws Failure `usage` if there is none, or several; whatever the driver throws
 */
export async function findLayout(
  database: Database,
  dialect: Dialect,
  place: SqlPlace,
): Promise<Layout> {
  const { schema, table, name } = place;
  const tables = await tablesIn(database, dialect, { schema, table });
  const layouts = tables.flatMap((found) => layoutOf(found, place) ?? []);
  const [first, ...others] = layouts;
  if (table !== undefined) {
    // The first is the one that the database itself would use for this name.
    if (first) return first;
    const [found] = tables;
    throw new Failure(
      'usage',
      found
        ? `The table ${table} in ${name} holds no sessions, as far as can be seen: it has the columns ${[...found.columns.keys()].join(', ')}. A table of sessions has an id, the session’s text, and when it expires. Name another one: --table NAME`
        : `There is no table ${table} in ${name}.${await othersIn(database, dialect, place)}`,
    );
  }
  if (!first) {
    throw new Failure(
      'usage',
      tables.length === 0
        ? `There is no table in ${name} that this user may see. The app makes its table when it first runs; is that the right database?`
        : `No table in ${name} looks like one of sessions: an id, the session’s text, and when it expires. Name it: --table NAME`,
    );
  }
  const usual = layouts.filter((layout) => TABLES.includes(layout.table.toLowerCase()));
  const [likely, ...asLikely] = usual.length > 0 ? usual : [first, ...others];
  if (likely && asLikely.length === 0) return likely;
  throw new Failure(
    'usage',
    `Several tables in ${name} may hold sessions: ${namesOf(usual.length > 0 ? usual : layouts)}. Name the one that is meant: --table NAME`,
  );
}

async function othersIn(database: Database, dialect: Dialect, place: SqlPlace): Promise<string> {
  const tables = await tablesIn(database, dialect, {});
  const layouts = tables.flatMap((found) => layoutOf(found, place) ?? []);
  return layouts.length > 0
    ? ` These look like tables of sessions: ${namesOf(layouts)}. Name one: --table NAME`
    : ' The app makes it when it first runs; is that the right database?';
}

const MOST_NAMED = 10;

function namesOf(layouts: readonly Layout[]): string {
  const names = layouts.map(({ schema, table }) =>
    schema === null ? table : `${schema}.${table}`,
  );
  return [...names.slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ['…'] : [])].join(', ');
}

async function tablesIn(
  database: Database,
  dialect: Dialect,
  of: Parameters<Dialect['columns']>[0],
): Promise<Table[]> {
  const { sql, values } = dialect.columns(of);
  const tables = new Map<string, Table>();
  for (const { schema, table, column, type } of await database.rows(sql, values)) {
    const key = JSON.stringify([schema, table]);
    const known = tables.get(key) ?? {
      schema: schema === null ? null : String(schema),
      table: String(table),
      columns: new Map<string, string>(),
    };
    known.columns.set(String(column), String(type).toLowerCase());
    tables.set(key, known);
  }
  return [...tables.values()];
}

function layoutOf({ schema, table, columns }: Table, place: SqlPlace): Layout | undefined {
  const names = [...columns.keys()];
  const find = (column: SqlColumn) => {
    const wanted = place.columns?.[column];
    if (wanted !== undefined) return names.find((name) => name === wanted);
    for (const usual of NAMES[column]) {
      const found = names.find((name) => name.toLowerCase() === usual);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const [id, text, expires] = [find('id'), find('text'), find('expires')];
  if (id === undefined || text === undefined || expires === undefined) return undefined;
  const [idType = '', timeType = ''] = [columns.get(id), columns.get(expires)];
  return { schema, table, columns: { id, text, expires }, idType, timeType };
}
