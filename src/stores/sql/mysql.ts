import type { Database, Dialect, Row } from './database.ts';
import { type Driver, loadDriver } from './driver.ts';
import { answerInTime, PATIENCE_MS } from './patience.ts';
import type { SqlPlace } from './place.ts';

const DRIVERS: readonly Driver[] = [
  { name: 'mysql2', broughtBy: ['express-mysql-session', 'sequelize', 'knex', 'typeorm'] },
  { name: 'mysql', broughtBy: ['express-mysql-session', 'knex', 'typeorm'] },
];

/** The part of the packages `mysql2` and `mysql` that is used; both have it. */
interface MySql {
  createConnection(options: Record<string, unknown>): MySqlConnection;
}

type Callback = (error: Error | null, rows?: Row[]) => void;

interface MySqlConnection {
  connect(callback: Callback): void;
  query(sql: string, values: readonly unknown[], callback: Callback): void;
  destroy(): void;
  on(event: 'error', listener: () => void): void;
}

export const MYSQL: Dialect = {
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  value: () => '?',
  text: (column) => `CONVERT(${column} USING utf8mb4)`,
  size: (column) => `OCTET_LENGTH(${column})`,
  time: (column, type) =>
    /^(timestamp|date)/.test(type) ? `UNIX_TIMESTAMP(${column}) * 1000` : column,
  columns: ({ schema, table }) => ({
    sql: `SELECT table_schema AS \`schema\`, table_name AS \`table\`, column_name AS \`column\`,
        data_type AS \`type\`
      FROM information_schema.columns
      WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = COALESCE(?, table_name)
      ORDER BY table_name, ordinal_position`,
    values: [schema ?? null, table ?? null],
  }),
};

/** Opens a MySQL or MariaDB with the app's driver. @throws whatever the driver throws */
export async function openMySql(
  place: SqlPlace,
  signal: AbortSignal | undefined,
): Promise<Database> {
  const { module: mysql } = loadDriver<MySql>(DRIVERS, place);
  const connection = mysql.createConnection({
    ...optionsOf(place.address),
    // Longer than our own limit, so that ours comes first.
    connectTimeout: 2 * PATIENCE_MS,
    charset: 'utf8mb4',
    // Numbers and times unchanged.
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  });
  connection.on('error', () => {});
  const letGo = () => connection.destroy();
  const ask = (call: (callback: Callback) => void) =>
    answerInTime(
      new Promise<Row[]>((resolve, reject) => {
        call((error, rows) => (error ? reject(error) : resolve(rows ?? [])));
      }),
      signal,
      letGo,
    );
  try {
    await ask((callback) => connection.connect(callback));
    await ask((callback) => connection.query('SET SESSION TRANSACTION READ ONLY', [], callback));
  } catch (error) {
    letGo();
    throw error;
  }
  return {
    rows: (sql, values = []) => ask((callback) => connection.query(sql, values, callback)),
    close: letGo,
  };
}

/** The parts of an address. Options of the driver in it are dropped, because they could do more than read. */
function optionsOf(address: string): Record<string, unknown> {
  const url = new URL(address);
  const socketPath = url.searchParams.get('socketPath') ?? url.searchParams.get('socket');
  const ssl = url.searchParams.get('ssl');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost',
    ...(url.port && { port: Number(url.port) }),
    user: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    database: decodeURIComponent(url.pathname.slice(1)) || undefined,
    ...(socketPath && { socketPath }),
    ...(ssl && ssl !== 'false' && { ssl: sslOf(ssl) }),
  };
}

/** The name of a profile, or an object as JSON. */
function sslOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value === true ? {} : value;
  } catch {
    return text;
  }
}
