import { Failure } from '../../failure.ts';
import type { Database, Dialect, Row } from './database.ts';
import { type Driver, loadDriver } from './driver.ts';
import type { SqlPlace } from './place.ts';
import { readableFile } from './sqlite-file.ts';

const DRIVERS: readonly Driver[] = [
  { name: 'better-sqlite3', broughtBy: ['better-sqlite3-session-store', 'knex', 'typeorm'] },
  { name: 'sqlite3', broughtBy: ['connect-sqlite3', 'sequelize', 'knex', 'typeorm'] },
];

/** How long another program may lock the file. */
const BUSY_MS = 2_000;

/** The part of the package `better-sqlite3` that is used. */
interface BetterSqlite {
  new (
    path: string,
    options: { readonly: true; fileMustExist: true; timeout: number },
  ): {
    prepare(sql: string): { all(...values: readonly unknown[]): Row[] };
    pragma(sql: string): unknown;
    close(): void;
  };
}

type Callback = (error: Error | null, rows?: Row[]) => void;

/** The part of the package `sqlite3` that is used. */
interface Sqlite3 {
  OPEN_READONLY: number;
  Database: new (path: string, mode: number, callback: Callback) => Sqlite3Database;
}

interface Sqlite3Database {
  all(sql: string, values: readonly unknown[], callback: Callback): void;
  configure(option: 'busyTimeout', value: number): void;
  close(): void;
}

export const SQLITE: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  value: () => '?',
  text: (column) => `CAST(${column} AS TEXT)`,
  size: (column) => `length(CAST(${column} AS BLOB))`,
  time: (column) => column,
  columns: ({ table }) => ({
    sql: `SELECT NULL AS "schema", m.name AS "table", p.name AS "column", p.type AS "type"
      FROM sqlite_master m, pragma_table_info(m.name) p
      WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND m.name = COALESCE(?, m.name) COLLATE NOCASE
      ORDER BY m.name, p.cid`,
    values: [table ?? null],
  }),
};

/**
 * Opens an SQLite file with the app's driver.
 *
 * @throws Failure `store-unreadable` if it cannot be read without a change; whatever the driver throws
 */
export async function openSqlite(place: SqlPlace): Promise<Database> {
  const { path, letGo } = readableFile(place);
  try {
    const { driver, module } = loadDriver<BetterSqlite & Sqlite3>(DRIVERS, place);
    const database =
      driver === 'sqlite3' ? await openSqlite3(module, path) : openBetter(module, path);
    return {
      ...database,
      close() {
        database.close();
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

function openBetter(Better: BetterSqlite, path: string): Database {
  const database = new Better(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  return {
    rows: async (sql, values = []) => database.prepare(sql).all(...values),
    close: () => database.close(),
  };
}

async function openSqlite3({ Database, OPEN_READONLY }: Sqlite3, path: string): Promise<Database> {
  const asked = <Answer>(call: (callback: (error: Error | null, rows?: Answer) => void) => void) =>
    new Promise<Answer | undefined>((resolve, reject) => {
      call((error, rows) => (error ? reject(error) : resolve(rows)));
    });
  let database: Sqlite3Database | undefined;
  await asked<Row[]>((callback) => {
    database = new Database(path, OPEN_READONLY, callback);
  });
  const open = database;
  if (!open) throw new Failure('store-unreadable', `${path} cannot be opened.`);
  open.configure('busyTimeout', BUSY_MS);
  return {
    rows: async (sql, values = []) =>
      (await asked<Row[]>((callback) => open.all(sql, values, callback))) ?? [],
    close: () => open.close(),
  };
}
