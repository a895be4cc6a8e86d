import type { Socket } from 'node:net';
import type { Database, Dialect, Row } from './database.ts';
import { type Driver, loadDriver } from './driver.ts';
import { answerInTime } from './patience.ts';
import type { SqlPlace } from './place.ts';

const DRIVERS: readonly Driver[] = [
  { name: 'pg', broughtBy: ['connect-pg-simple', 'pg-promise', 'sequelize', 'knex', 'typeorm'] },
];

/** The part of the package `pg` that is used. */
interface Pg {
  Client: new (options: Record<string, unknown>) => PgClient;
}

interface PgClient {
  connection: { stream: Socket };
  connect(): Promise<void>;
  query(sql: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>;
  end(): Promise<void>;
  on(event: 'error', listener: () => void): void;
}

export const POSTGRES: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  value: (number) => `$${number}`,
  text: (column) => `${column}::text`,
  size: (column) => `octet_length(${column}::text)`,
  hidesRows: ({ schema, table }) => ({
    sql: `SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2
        AND CASE WHEN c.relrowsecurity THEN pg_catalog.row_security_active(c.oid) END`,
    values: [schema, table],
  }),
  time: (column, type) =>
    /^(timestamp|date)/.test(type)
      ? `(extract(epoch from ${column}::timestamptz) * 1000)::text`
      : `${column}::text`,
  columns: ({ schema, table }) => ({
    sql: `SELECT n.nspname AS "schema", c.relname AS "table", a.attname AS "column",
        format_type(a.atttypid, NULL) AS "type"
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
        AND ($1::text IS NULL OR n.nspname = $1) AND ($2::text IS NULL OR c.relname = $2)
      ORDER BY pg_catalog.pg_table_is_visible(c.oid) DESC, 1, 2, a.attnum`,
    values: [schema ?? null, table ?? null],
  }),
};

/** Opens a Postgres with the app's driver. @throws whatever the driver throws */
export async function openPostgres(
  place: SqlPlace,
  signal: AbortSignal | undefined,
): Promise<Database> {
  const { module: pg } = loadDriver<Pg>(DRIVERS, place);
  const client = new pg.Client({
    connectionString: place.address,
    application_name: 'session-app inspect',
  });
  // The running query reports the error.
  client.on('error', () => {});
  const letGo = () => void client.connection.stream.destroy();
  const ask = <Answer>(answer: Promise<Answer>) => answerInTime(answer, signal, letGo);
  await ask(client.connect());
  return {
    async rows(sql, values) {
      // A transaction for each query, because a connection pool may give the next one to another server connection.
      await ask(client.query('BEGIN TRANSACTION READ ONLY'));
      const { rows } = await ask(client.query(sql, values));
      await ask(client.query('COMMIT'));
      return rows;
    },
    close() {
      client.connection.stream.unref();
      client.end().catch(() => {});
    },
  };
}
