import { Failure } from '../../failure.ts';
import type { Filter } from '../../sessions/filter.ts';
import type { Session } from '../../sessions/session.ts';
import type { Destruction, SessionStore, StoreReadOptions } from '../store.ts';
import type { Database, Dialect } from './database.ts';
import { findLayout, type Layout } from './layout.ts';
import { MYSQL, openMySql } from './mysql.ts';
import type { SqlKind, SqlPlace } from './place.ts';
import { openPostgres, POSTGRES } from './postgres.ts';
import { type Queries, queriesOf, readOne, readPages } from './read.ts';
import { sqlFailure } from './refusal.ts';
import { openSqlite, SQLITE } from './sqlite.ts';

type Open = (place: SqlPlace, signal: AbortSignal | undefined) => Promise<Database>;

const KINDS: Readonly<Record<SqlKind, { dialect: Dialect; open: Open }>> = {
  postgres: { dialect: POSTGRES, open: openPostgres },
  mysql: { dialect: MYSQL, open: openMySql },
  sqlite: { dialect: SQLITE, open: openSqlite },
};

interface Opened {
  database: Database;
  queries: Queries;
  layout: Layout;
}

/** The sessions in a table of Postgres, MySQL, MariaDB or SQLite, which is never written to. */
export class SqlStore implements SessionStore {
  readonly readOnly =
    'session-app only reads databases. Log out in the app, or delete the row with the database’s own tools.';
  readonly #place: SqlPlace;
  readonly #signal: AbortSignal | undefined;
  #open: Promise<Opened> | undefined;
  #table: string | undefined;

  /** @param signal ends what is not told another one */
  constructor(place: SqlPlace, signal?: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
    this.#table = place.table;
  }

  /** The table is only known after it was found. */
  get name(): string {
    const { kind, name } = this.#place;
    return [kind, name, this.#table].filter(Boolean).join(' ');
  }

  async *read({ signal = this.#signal }: StoreReadOptions): AsyncGenerator<Session[]> {
    try {
      const { database, queries, layout } = await this.#opened();
      let isEmpty = true;
      for await (const sessions of readPages(database, queries, { signal })) {
        isEmpty = false;
        yield sessions;
      }
      if (isEmpty) await this.#checkSeen(database, layout);
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

  async withTimes(sessions: Session[]): Promise<Session[]> {
    return sessions;
  }

  async destroy(_session: Session, _isMeant: Filter): Promise<Destruction> {
    throw new Failure('cannot-write', this.readOnly);
  }

  close(): void {
    this.#open?.then(
      ({ database }) => database.close(),
      () => {},
    );
    this.#open = undefined;
  }

  /** The database may hide rows of a table from this user: then an empty result proves nothing. */
  async #checkSeen(database: Database, layout: Layout): Promise<void> {
    const { name, kind, setting } = this.#place;
    const question = KINDS[kind].dialect.hidesRows?.(layout);
    if (!question || (await database.rows(question.sql, question.values)).length === 0) return;
    throw new Failure(
      'store-unreadable',
      `The table ${layout.table} in ${name} has row-level security, and this user may not see any of its rows. Name a user in ${setting} who may see them, such as the table's owner.`,
    );
  }

  #opened(): Promise<Opened> {
    this.#open ??= this.#connect();
    return this.#open;
  }

  async #connect(): Promise<Opened> {
    const { dialect, open } = KINDS[this.#place.kind];
    const database = await open(this.#place, this.#signal);
    try {
      const layout = await findLayout(database, dialect, this.#place);
      this.#table = layout.table;
      return { database, queries: queriesOf(dialect, layout), layout };
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #told(error: unknown, signal: AbortSignal | undefined): unknown {
    return signal?.aborted ? signal.reason : sqlFailure(error, this.#place);
  }
}
