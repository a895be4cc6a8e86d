import { Failure } from '../../failure.ts';
import type { Filter } from '../../sessions/filter.ts';
import type { Session } from '../../sessions/session.ts';
import type { Destruction, SessionStore, StoreReadOptions } from '../store.ts';
import type { Database, Dialect } from './database.ts';
import { findLayout } from './layout.ts';
import { MYSQL, openMySql } from './mysql.ts';
import type { SqlKind, SqlPlace } from './place.ts';
import { openPostgres, POSTGRES } from './postgres.ts';
import { type Queries, queriesOf, readOne, readPages } from './read.ts';
import { refusal } from './refusal.ts';
import { openSqlite, SQLITE } from './sqlite.ts';

type Open = (place: SqlPlace, signal: AbortSignal | undefined) => Promise<Database>;

const KINDS: Readonly<Record<SqlKind, { dialect: Dialect; open: Open }>> = {
  postgres: { dialect: POSTGRES, open: openPostgres },
  mysql: { dialect: MYSQL, open: openMySql },
  sqlite: { dialect: SQLITE, open: openSqlite },
};

/** The sessions in a table of Postgres, MySQL, MariaDB or SQLite, which is only ever read. */
export class SqlStore implements SessionStore {
  readonly readOnly =
    'session-app only reads databases. Log out in the app, or delete the row with the database’s own tools.';
  readonly #place: SqlPlace;
  readonly #signal: AbortSignal | undefined;
  #open: Promise<{ database: Database; queries: Queries }> | undefined;
  #table: string | undefined;

  /** @param signal ends what is not told another one */
  constructor(place: SqlPlace, signal?: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
    this.#table = place.table;
  }

  /** The table is known once it was found. */
  get name(): string {
    const { kind, name } = this.#place;
    return [kind, name, this.#table].filter(Boolean).join(' ');
  }

  async *read({ signal = this.#signal }: StoreReadOptions): AsyncGenerator<Session[]> {
    try {
      const { database, queries } = await this.#opened();
      yield* readPages(database, queries, { signal });
    } catch (error) {
      throw this.#told(error, signal);
    }
  }

  async find(sessionId: string): Promise<Session | undefined> {
    try {
      const { database, queries } = await this.#opened();
      return await readOne(sessionId, database, queries);
    } catch (error) {
      throw this.#told(error, this.#signal);
    }
  }

  async withTimes(records: Session[]): Promise<Session[]> {
    return records;
  }

  async destroy(_record: Session, _isMeant: Filter): Promise<Destruction> {
    throw new Failure('cannot-write', this.readOnly);
  }

  close(): void {
    this.#open?.then(
      ({ database }) => database.close(),
      () => {},
    );
    this.#open = undefined;
  }

  #opened(): Promise<{ database: Database; queries: Queries }> {
    this.#open ??= this.#connect();
    return this.#open;
  }

  async #connect(): Promise<{ database: Database; queries: Queries }> {
    const { dialect, open } = KINDS[this.#place.kind];
    const database = await open(this.#place, this.#signal);
    try {
      const layout = await findLayout(database, dialect, this.#place);
      this.#table = layout.table;
      return { database, queries: queriesOf(dialect, layout) };
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #told(error: unknown, signal: AbortSignal | undefined): unknown {
    return signal?.aborted ? signal.reason : refusal(error, this.#place);
  }
}
