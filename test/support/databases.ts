import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { Client } from 'pg';
import { freePort } from './redis.ts';

/** A password that a URL cannot hold as it is. */
const PASSWORD = 'pä%s/w@rd';

/** A start takes a second or two; on a busy machine more. */
const MOST_TRIES = 1_200;

/** A database server of a test's own, on a free port of loopback. */
export interface DatabaseServer {
  /** With the name and password of a user who may do everything. */
  url: string;
  /** The same, with other parts. */
  urlOf(parts: { user?: string; password?: string; database?: string }): string;
  /** Carries out a statement, in the first database or another one. */
  sql(statement: string, values?: unknown[], database?: string): Promise<unknown[]>;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a Postgres that keeps its data in a scratch folder, and waits until it answers. */
export async function startPostgres(program: string): Promise<DatabaseServer> {
  const port = await freePort();
  const folder = scratchOf('postgres');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD, { mode: 0o644 });
  const data = join(folder, 'data');
  const [initdb, ...first] = asUser('postgres', [
    join(dirname(program), 'initdb'),
    ...['-D', data, '-U', 'app', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  ]);
  await execa(initdb, first);
  const [server, ...args] = asUser('postgres', [
    program,
    ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder],
    ...['-c', 'fsync=off', '-c', 'shared_buffers=16MB', '-c', 'max_connections=30'],
  ]);
  const process = spawn(server, args, { stdio: 'ignore' });
  const urlOf = urlsOf('postgres', port, 'postgres');
  const sql = async (statement: string, values?: unknown[], database?: string) => {
    const client = new Client({ connectionString: urlOf(database ? { database } : {}) });
    await client.connect();
    try {
      return (await client.query(statement, values)).rows;
    } finally {
      await client.end();
    }
  };
  return running({ url: urlOf({}), urlOf, sql, process }, folder, 'SIGQUIT');
}

/** Starts a MariaDB that keeps its data in a scratch folder, and waits until it answers. */
export async function startMariaDb(program: string): Promise<DatabaseServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'mysql-'));
  const data = join(folder, 'data');
  const owner = IS_ROOT ? ['--user=root'] : [];
  const common = ['--no-defaults', `--datadir=${data}`, `--tmpdir=${folder}`, ...owner];
  await execa('mariadb-install-db', [
    ...[...common, '--auth-root-authentication-method=normal', '--skip-test-db'],
  ]);
  const init = join(folder, 'init.sql');
  const literal = `'${PASSWORD.replaceAll("'", "''")}'`;
  writeFileSync(
    init,
    `CREATE DATABASE shop CHARACTER SET utf8mb4;
CREATE USER app@'127.0.0.1' IDENTIFIED BY ${literal};
GRANT ALL ON *.* TO app@'127.0.0.1' WITH GRANT OPTION;
`,
    { mode: 0o644 },
  );
  const process = spawn(
    program,
    [
      ...[...common, `--init-file=${init}`, `--port=${port}`, '--bind-address=127.0.0.1'],
      ...[`--socket=${join(folder, 's')}`, `--pid-file=${join(folder, 'pid')}`],
      ...['--skip-name-resolve', '--innodb-flush-log-at-trx-commit=0', '--skip-log-bin'],
      '--character-set-server=utf8mb4',
    ],
    { stdio: 'ignore' },
  );
  const urlOf = urlsOf('mysql', port, 'shop');
  const sql = async (statement: string, values?: unknown[], database?: string) => {
    const uri = urlOf(database ? { database } : {});
    const connection = await createConnection({ uri, multipleStatements: true });
    try {
      const [rows] = await connection.query<RowDataPacket[]>(statement, values);
      return rows;
    } finally {
      await connection.end();
    }
  };
  return running({ url: urlOf({}), urlOf, sql, process }, folder, 'SIGKILL');
}

function urlsOf(scheme: string, port: number, first: string): DatabaseServer['urlOf'] {
  return ({ user = 'app', password = PASSWORD, database = first }) => {
    const name = [user, password].map(encodeURIComponent).join(':');
    return `${scheme}://${name}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  };
}

async function running(
  server: Omit<DatabaseServer, 'stop'>,
  folder: string,
  farewell: NodeJS.Signals,
): Promise<DatabaseServer> {
  const { process, sql } = server;
  for (let tries = 1; ; tries += 1) {
    try {
      await sql('SELECT 1');
      break;
    } catch (error) {
      if (process.exitCode !== null || tries === MOST_TRIES) throw error;
      await pause(50);
    }
  }
  return {
    ...server,
    async stop() {
      if (process.exitCode === null && process.signalCode === null) {
        process.kill(farewell);
        await once(process, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const IS_ROOT = globalThis.process.getuid?.() === 0;

/** A folder that a server's own user can write to. */
function scratchOf(user: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${user}-`));
  if (IS_ROOT) execFileSync('chown', [user, folder]);
  chmodSync(folder, 0o755);
  return folder;
}

/** A line that runs a program as a user: Postgres refuses to be root's. */
function asUser(user: string, words: string[]): [string, ...string[]] {
  const [program = '', ...args] = words;
  if (!IS_ROOT) return [program, ...args];
  return ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', ...words];
}
