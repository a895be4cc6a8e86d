import type { StoredSession } from '../../sessions/stored-session.ts';
import { attempt } from '../attempt.ts';
import type { ReadSessions } from './in-memory.ts';
import { asStored, storedText } from './stored-text.ts';

/** Reads a store of another package through the store's own connection: the raw records, expired sessions too. */
type Reader = (store: object) => (() => Promise<readonly unknown[]>) | undefined;

/** The names of a reader's columns. */
type Row = Readonly<Record<'id' | 'text' | 'expires', unknown>>;

const READERS: readonly Reader[] = [pgSimple, sqlite, betterSqlite, mysql, mongo, sequelize];

/**
 * How to read a store that keeps its sessions outside the process, without changing them: the raw records, or, for an
 * unknown store, its own method `all`. Undefined if it has none.
 */
export function foreignReader(store: object): ReadSessions | undefined {
  for (const reader of READERS) {
    const read = attempt(() => reader(store));
    if (read) return async () => (await read()).flatMap((row) => storedSessionOf(row) ?? []);
  }
  return attempt(() => allReader(store));
}

function storedSessionOf(row: unknown): StoredSession | undefined {
  const { id, text, expires }: Row = Object(row);
  if (id === null || id === undefined) return undefined;
  const stored = typeof text === 'string' ? asStored(text) : storedText(text ?? 'null');
  const time = timeIn(expires);
  return {
    sessionId: String(id),
    ...(stored ?? { text: 'null' }),
    ...(time !== undefined && { expires: time }),
  };
}

/** Seconds since 1970 have ten digits for centuries to come, and milliseconds have more. */
const MOST_SECONDS = 1e11;

function timeIn(value: unknown): number | undefined {
  const number = Number(value ?? Number.NaN);
  if (Number.isFinite(number)) return Math.abs(number) < MOST_SECONDS ? number * 1000 : number;
  const time = Date.parse(String(value));
  return Number.isNaN(time) ? undefined : time;
}

/** How many rows to read at a time, from a store that can only return one row. */
const PAGE = 1_000;

/** connect-pg-simple hides its connection, but has methods that quote its table and ask for one row. */
function pgSimple(store: object): ReturnType<Reader> {
  const table = callable(store, 'quotedTable');
  const ask = callable(store, '_asyncQuery');
  if (!table || !ask) return undefined;
  // The last argument: do not create the table if it is missing.
  const first = async (sql: string, values: unknown[]) => Object(await ask(sql, values, true));
  return async () => {
    const rows: unknown[] = [];
    const name = table();
    if (!(await first('SELECT to_regclass($1::text) AS "table"', [name])).table) return rows;
    for (;;) {
      const { page } = await first(
        `SELECT json_agg(json_build_object('id', sid, 'text', sess::text,
            'expires', extract(epoch from expire::timestamptz) * 1000)) AS "page"
          FROM (SELECT * FROM ${name} WHERE sid > $1 ORDER BY sid LIMIT ${PAGE}) AS "rows"`,
        [Object(rows.at(-1)).id ?? ''],
      );
      rows.push(...list(page));
      if (list(page).length < PAGE) return rows;
    }
  };
}

/** connect-sqlite3. */
function sqlite(store: object): ReturnType<Reader> {
  const table = Reflect.get(store, 'table');
  const all = callable(Reflect.get(store, 'db'), 'all');
  if (typeof table !== 'string' || !all) return undefined;
  const sql = `SELECT sid AS "id", sess AS "text", expired AS "expires" FROM ${table}`;
  return () => called((callback) => all(sql, [], callback)).then(list);
}

/** better-sqlite3-session-store. */
function betterSqlite(store: object): ReturnType<Reader> {
  const prepare = callable(Reflect.get(store, 'client'), 'prepare');
  if (!prepare || !('createDb' in store)) return undefined;
  return async () => {
    const all = callable(
      prepare('SELECT sid AS "id", sess AS "text", expire AS "expires" FROM sessions'),
      'all',
    );
    return list(all?.());
  };
}

/** express-mysql-session. */
function mysql(store: object): ReturnType<Reader> {
  const { schema } = Object(Reflect.get(store, 'options'));
  const { tableName, columnNames } = Object(schema);
  const query = callable(Reflect.get(store, 'connection'), 'query');
  const { session_id: id, data, expires } = Object(columnNames);
  if (!query || typeof tableName !== 'string') return undefined;
  const sql = 'SELECT ?? AS `id`, ?? AS `text`, ?? AS `expires` FROM ??';
  const names = [id, data, expires, tableName];
  return async () => {
    const asked = await called((callback) => query(sql, names, callback));
    // A connection with promises returns the rows and the fields.
    const rows = list(asked);
    return Array.isArray(rows[0]) ? rows[0] : rows;
  };
}

/** connect-mongo. */
function mongo(store: object): ReturnType<Reader> {
  if (!('collectionP' in store) && !callable(Reflect.get(store, 'collection'), 'find'))
    return undefined;
  return async () => {
    const collection: unknown = await (Reflect.get(store, 'collectionP') ??
      Reflect.get(store, 'collection'));
    const toArray = callable(callable(collection, 'find')?.({}), 'toArray');
    const documents = list(await toArray?.());
    return documents.map((document) => {
      const { _id: id, session: text, expires } = Object(document);
      return { id, text, expires: expires instanceof Date ? expires.getTime() : expires };
    });
  };
}

/** connect-session-sequelize. */
function sequelize(store: object): ReturnType<Reader> {
  const findAll = callable(Reflect.get(store, 'sessionModel'), 'findAll');
  if (!findAll) return undefined;
  return async () =>
    list(await findAll({ raw: true })).map((row) => {
      const { sid: id, data: text, expires } = Object(row);
      return { id, text, expires: expires instanceof Date ? expires.getTime() : expires };
    });
}

/** An unknown store: by its own `all`, if the result says which session is which. */
function allReader(store: object): ReadSessions | undefined {
  const all = callable(store, 'all');
  if (!all) return undefined;
  return async () => {
    const told = await called((callback) => all(callback));
    if (!Array.isArray(told))
      return Object.entries(Object(told)).flatMap(
        ([id, text]) => storedSessionOf({ id, text }) ?? [],
      );
    return told.map((row) => {
      const { id, sid, sessionID, ...text } = Object(row);
      const session = storedSessionOf({ id: id ?? sid ?? sessionID, text });
      if (!session) throw new Error('It does not tell which session is which');
      return session;
    });
  };
}

type Method = (...args: readonly unknown[]) => unknown;

/** A method, bound to its object. */
function callable(object: unknown, name: string): Method | undefined {
  if (typeof object !== 'object' && typeof object !== 'function') return undefined;
  const method: unknown = object && Reflect.get(object, name);
  return typeof method === 'function'
    ? (...args) => Reflect.apply(method, object, args)
    : undefined;
}

/** The result of a call, whether it comes by a callback or a promise. */
function called(
  call: (callback: (error: unknown, answer?: unknown) => void) => unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const result = call((error, answer) => (error ? reject(error) : resolve(answer)));
    if (result instanceof Promise) result.then(resolve, reject);
  });
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
