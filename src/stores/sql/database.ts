/** A row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** An open database, only for reading. */
export interface Database {
  /**
   * The rows of a query.
   *
   * @throws whatever the driver throws
   */
  rows(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): void;
}

/** The parts of queries that differ between databases. */
export interface Dialect {
  /** Quotes a name, which may have any characters. */
  quote(name: string): string;
  /** The placeholder for a value, counted from 1. */
  value(number: number): string;
  /** Converts a column to text. */
  text(column: string): string;
  /** How many bytes a column's text takes. */
  size(column: string): string;
  /** Asks whether rows of a table may be hidden from this user; absent if the database cannot hide rows. */
  hidesRows?: (of: { schema: string | null; table: string }) => { sql: string; values: unknown[] };
  /** When a session expires: a time in milliseconds, or the value itself. */
  time(column: string, type: string): string;
  /**
   * The columns of tables, each with `schema`, `table`, `column` and `type`; of one table, or of all except the
   * database's own.
   */
  columns(of: { schema?: string | undefined; table?: string | undefined }): {
    sql: string;
    values: unknown[];
  };
}
