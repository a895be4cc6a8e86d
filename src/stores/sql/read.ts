import { LARGEST_TEXT } from '../../sessions/contents.ts';
import type { ReadOptions, Session } from '../../sessions/session.ts';
import { readStoredSession, unreadStored } from '../../sessions/stored-session.ts';
import type { Database, Dialect, Row } from './database.ts';
import type { Layout } from './layout.ts';

/** How many rows are read at a time. */
const PAGE = 500;
/** Larger texts, in bytes, are read one by one, because a page of them could be too large. */
const SMALL_TEXT = 16 * 1024;
/** How many bytes of texts are passed on at a time. */
const PART = 2 * 1024 * 1024;

/** Types of columns that can be compared with any text. */
const PLAIN_IDS = /^$|char|text|string|blob|binary/;

/** The queries for a table. */
export interface Queries {
  first: string;
  next: string;
  one: string;
  text: string;
}

/** The queries that read a table: the first page, the page after an id, the row of an id, and only a text. */
export function queriesOf(
  dialect: Dialect,
  { schema, table, columns, idType, timeType }: Layout,
): Queries {
  const { quote } = dialect;
  const from = [schema, table].flatMap((name) => (name === null ? [] : quote(name))).join('.');
  const [id, text, expires] = [quote(columns.id), quote(columns.text), quote(columns.expires)];
  const size = dialect.size(text);
  // Databases would compare a number with the beginning of an id, or repeat the id in an error.
  const plainId = PLAIN_IDS.test(idType) ? id : dialect.text(id);
  const select = `SELECT ${id} AS ${quote('key')}, ${dialect.text(id)} AS ${quote('id')},
    ${size} AS ${quote('size')}, ${dialect.time(expires, timeType)} AS ${quote('expires')},
    CASE WHEN ${size} <= ${SMALL_TEXT} THEN ${dialect.text(text)} END AS ${quote('text')}
    FROM ${from}`;
  return {
    // A row without an id is no session.
    first: `${select} WHERE ${id} IS NOT NULL ORDER BY ${id} LIMIT ${PAGE}`,
    next: `${select} WHERE ${id} > ${dialect.value(1)} ORDER BY ${id} LIMIT ${PAGE}`,
    one: `${select} WHERE ${plainId} = ${dialect.value(1)} LIMIT 1`,
    text: `SELECT ${dialect.text(text)} AS ${quote('text')} FROM ${from} WHERE ${id} = ${dialect.value(1)} LIMIT 1`,
  };
}

/**
 * Reads a session table page by page, in the order of ids: no session comes twice, and none is left out that was there
 * all the time.
 *
 * @throws whatever the driver throws
 */
export async function* readPages(
  database: Database,
  queries: Queries,
  { signal }: ReadOptions,
): AsyncGenerator<Session[]> {
  let rows = await database.rows(queries.first);
  while (rows.length > 0) {
    signal?.throwIfAborted();
    let part: Session[] = [];
    let room = PART;
    for (const row of rows) {
      const session = await sessionOf(row, database, queries);
      if (session) part.push(session);
      room -= Number(row.size) > SMALL_TEXT ? Number(row.size) : 0;
      if (room > 0) continue;
      yield part;
      part = [];
      room = PART;
    }
    yield part;
    if (rows.length < PAGE) return;
    rows = await database.rows(queries.next, [rows.at(-1)?.key]);
  }
}

/** The session with an id; undefined if there is none. @throws whatever the driver throws */
export async function readOne(
  sessionId: string,
  database: Database,
  queries: Queries,
): Promise<Session | undefined> {
  const [row] = await database.rows(queries.one, [sessionId]);
  return row && sessionOf(row, database, queries);
}

async function sessionOf(
  row: Row,
  database: Database,
  { text: textQuery }: Queries,
): Promise<Session | undefined> {
  const sessionId = idOf(row);
  const size = Number(row.size ?? 0);
  const expires = timeIn(row.expires);
  if (row.size === null) return unreadStored({ sessionId, size, expires }, NOTHING);
  if (size > LARGEST_TEXT) return readStoredSession({ sessionId, size, expires });
  const found = size > SMALL_TEXT ? (await database.rows(textQuery, [row.key]))[0]?.text : row.text;
  // It has gone meanwhile.
  if (found === undefined) return undefined;
  return readStoredSession({ sessionId, text: textOf(found), expires });
}

const NOTHING = { state: 'corrupt', reason: 'there is nothing in it' } as const;

function idOf({ id }: Row): string {
  return textOf(id);
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  return value === null || value === undefined ? '' : String(value);
}

/** Seconds since 1970 have ten digits for centuries to come, and milliseconds have more. */
const MOST_SECONDS = 1e11;

/** The expiry in a column: in seconds or milliseconds since 1970, or as a date. */
function timeIn(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const text = textOf(value);
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isNaN(number)) return Math.abs(number) < MOST_SECONDS ? number * 1000 : number;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
