import { join, resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import type { Value } from '../../project/source/values.ts';
import { databaseAt, type SqlColumn, type SqlPlace } from '../sql/place.ts';
import {
  type Call,
  callsIn,
  onlyOne,
  propertyOf,
  type SourceEvidence,
  storesMadeBy,
  textIn,
  untold,
} from './evidence.ts';
import { type Clients, type FoundAddress, serverIn } from './servers.ts';

const POSTGRES: Clients = {
  scheme: 'postgres',
  makers: ['Pool', 'Client', 'postgres', 'pgp'],
  addresses: ['connectionString', 'conString'],
  variables: ['DATABASE_URL', 'POSTGRES_URL'],
  untold: fromEnvironment,
  flag: '--database postgres://…',
};

const MYSQL: Clients = {
  scheme: 'mysql',
  makers: ['createPool', 'createConnection'],
  addresses: ['uri'],
  variables: ['DATABASE_URL', 'MYSQL_URL'],
  untold: () => undefined,
  flag: '--database mysql://…',
};

/** The table of connect-pg-simple's options. @throws Failure `usage` if only the app itself can know it */
export function postgresIn(evidence: SourceEvidence): SqlPlace {
  const [call, ...others] = storesMadeBy('connect-pg-simple', evidence);
  const table =
    call &&
    textIn(call, 'tableName', 'which table it uses', '--database URL --table NAME', evidence);
  const schema =
    call &&
    textIn(
      call,
      'schemaName',
      'which schema it uses',
      '--database URL --table SCHEMA.NAME',
      evidence,
    );
  const own = [call, ...others].flatMap((one) => {
    if (!one) return [];
    const values = ['conString', 'conObject'].map((name) => propertyOf(one.values[0], name));
    return values
      .filter(({ kind }) => kind !== 'absent')
      .map((value) => ({ path: one.path, values: [value] }));
  });
  const server = serverIn(POSTGRES, evidence, own.length > 0 ? own : undefined);
  if (!server) throw nowhere('Postgres', 'DATABASE_URL', POSTGRES.flag, evidence);
  // The store's own default.
  return at(server, { table: table ?? (call ? 'session' : undefined), schema }, evidence);
}

/** As the package pg reads the environment. */
function fromEnvironment(env: NodeJS.ProcessEnv): FoundAddress {
  const { PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE } = env;
  const name = [PGUSER, PGPASSWORD].flatMap((word) => (word ? encodeURIComponent(word) : []));
  const signIn = name.length > 0 ? `${name.join(':')}@` : '';
  const host = `${PGHOST || 'localhost'}${PGPORT ? `:${PGPORT}` : ''}`;
  return {
    url: `postgres://${signIn}${host}/${encodeURIComponent(PGDATABASE ?? '')}`,
    setting: 'PGHOST',
  };
}

const COLUMNS: Readonly<Record<SqlColumn, string>> = {
  id: 'session_id',
  text: 'data',
  expires: 'expires',
};

/** The table of express-mysql-session's options. @throws Failure `usage` if only the app itself can know it */
export function mysqlIn(evidence: SourceEvidence): SqlPlace {
  const [call] = storesMadeBy('express-mysql-session', evidence);
  const schema: Call | undefined = call && {
    ...call,
    values: [propertyOf(call.values[0], 'schema')],
  };
  const flag = '--database URL --table NAME';
  const table = schema && textIn(schema, 'tableName', 'which table it uses', flag, evidence);
  const names = propertyOf(schema?.values[0], 'columnNames');
  const columns = Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([column, usual]) => {
      const name = propertyOf(names, usual);
      return name.kind === 'text' ? [[column, name.text]] : [];
    }),
  );
  // A connection may be passed as a second argument.
  const isAlone = call !== undefined && call.values.length < 2;
  const server = serverIn(MYSQL, evidence, isAlone ? [call] : undefined);
  if (!server) throw nowhere('MySQL', 'DATABASE_URL', MYSQL.flag, evidence);
  return at(server, { table: table ?? (call ? 'sessions' : undefined), columns }, evidence);
}

/** The file of connect-sqlite3's options. @throws Failure `usage` if only the app itself can know it */
export function sqliteIn(evidence: SourceEvidence): SqlPlace {
  const [call] = storesMadeBy('connect-sqlite3', evidence);
  if (!call) throw untoldFile(evidence);
  const table =
    textIn(call, 'table', 'which table it uses', '--database FILE --table NAME', evidence) ??
    'sessions';
  const isPassed = propertyOf(call.values[0], 'db').kind === 'unknown';
  if (isPassed) return at(fileOpened(evidence), { table }, evidence);
  const what = 'which file it uses';
  const file = textIn(call, 'db', what, '--database FILE', evidence) ?? table;
  const folder = textIn(call, 'dir', what, '--database FILE', evidence) ?? '.';
  return at(
    { url: join(folder, file), setting: `the address in ${call.path}` },
    { table },
    evidence,
  );
}

/** The file of better-sqlite3-session-store's client. @throws Failure `usage` if only the app itself can know it */
export function betterSqliteIn(evidence: SourceEvidence): SqlPlace {
  return at(fileOpened(evidence), { table: 'sessions' }, evidence);
}

function fileOpened(evidence: SourceEvidence): { url: string; setting: string } {
  const calls = ['Database', 'DatabaseSync', 'open'].flatMap((name) => callsIn(name, evidence));
  const nameOf = ({ values: [first] }: Call): Value =>
    first?.kind === 'object' ? propertyOf(first, 'filename') : (first ?? { kind: 'unknown' });
  const names = calls.map(nameOf);
  const file = onlyOne(names.flatMap((value) => (value.kind === 'text' ? value.text : [])));
  if (file === undefined || names.some(({ kind }) => kind === 'unknown'))
    throw untoldFile(evidence);
  return { url: file, setting: `the address in ${calls[0]?.path}` };
}

function untoldFile(evidence: SourceEvidence): Failure {
  const [file] = evidence.files.filter(({ text }) => /sqlite/i.test(text));
  return untold(file?.path ?? 'The source', 'which file it uses', '--database FILE', evidence);
}

function at(
  { url, setting }: { url: string; setting: string },
  rest: Pick<SqlPlace, 'table' | 'schema' | 'columns'>,
  { directory }: SourceEvidence,
): SqlPlace {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  const address = /^[a-z][a-z\d+.-]+:/i.test(url) ? url : resolve(directory, url);
  return { ...databaseAt(address, { directory, setting }), ...Object.fromEntries(given) };
}

function nowhere(
  what: string,
  variable: string,
  flag: string,
  { folder }: SourceEvidence,
): Failure {
  return new Failure(
    'usage',
    `The app in ${folder} keeps its sessions in ${what}, and neither its source nor ${variable} says where that is. Say it with ${flag}, or run the app under session-app dev and inspect it then.`,
  );
}
