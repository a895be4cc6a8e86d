/** A row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** A database that is open, for reading alone. */
export interface Database {
  /**
   * The rows that a query answers.
   *
   * @throws whatever the driver throws
   */
  rows(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): void;
}

/** What differs between databases in the queries that are asked. */
export interface Dialect {
  /** A name that may hold any characters. */
  quote(name: string): string;
  /** The value of a number, counted from 1, that is passed beside a query. */
  value(number: number): string;
  /** A column as text. */
  text(column: string): string;
  /** How many bytes a column's text takes. */
  size(column: string): string;
  /** Asks for a row where a table may hide rows from this user; absent where no table can. */
  hidesRows?: (of: { schema: string | null; table: string }) => { sql: string; values: unknown[] };
  /** When a session leaves: a time in milliseconds, or whatever stands there. */
  time(column: string, type: string): string;
  /**
   * The columns of tables, each with `schema`, `table`, `column` and `type`; of one table, or of all that are no part of
   * the database itself.
   */
  columns(of: { schema?: string | undefined; table?: string | undefined }): {
    sql: string;
    values: unknown[];
  };
}
