import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { type DatabaseServer, startMariaDb } from '../support/databases.ts';
import { silentServer } from '../support/silent-server.ts';
import {
  expectShownBesideDev,
  HOUR,
  inspected,
  recordOf,
  refusedBy,
} from '../support/sql-sessions.ts';

type Add = (id: string, text: string | null, expires?: number) => Promise<void>;

describe.skipIf(!inject('mariadb'))('sessions in MariaDB', () => {
  let server: DatabaseServer;
  let count = 0;
  beforeAll(async () => {
    server = await startMariaDb(inject('mariadb'));
  });
  afterAll(() => server?.stop());

  /** A database with nothing in it. */
  async function emptyDatabase(): Promise<{ name: string; url: string }> {
    count += 1;
    const name = `db${count}`;
    await server.sql(`CREATE DATABASE ${name}`);
    return { name, url: server.urlOf({ database: name }) };
  }

  /** A database with a table as express-mysql-session makes it. */
  async function database(table = 'sessions'): Promise<{ name: string; url: string; add: Add }> {
    const { name, url } = await emptyDatabase();
    await server.sql(
      `CREATE TABLE ${table} (session_id varchar(128) COLLATE utf8mb4_bin PRIMARY KEY,
        expires int unsigned NOT NULL, data mediumtext COLLATE utf8mb4_bin)`,
      [],
      name,
    );
    const add: Add = async (id, text, expires = Date.now() + HOUR) => {
      const values = [id, Math.round(expires / 1000), text];
      await server.sql(`INSERT INTO ${table} VALUES (?, ?, ?)`, values, name);
    };
    return { name, url, add };
  }

  it('are read as those of any store are', async () => {
    const { url, add } = await database();
    await add('one', recordOf({ user: 'älice', token: 'secret' }));
    await add('two', recordOf({}), Date.now() - 2_000);
    const sessions = await inspected({ database: url });
    expect(sessions).toMatchObject([
      { state: 'live', user: 'älice', data: { user: 'älice' }, size: 81 },
      { state: 'expired', user: null },
    ]);
    expect(JSON.stringify(sessions)).not.toContain('secret');
  });

  it('are all read, large ones too, and each once', async () => {
    const { name, url } = await database();
    const insert = (text: string, from: number, to: number) =>
      server.sql(
        `INSERT INTO sessions SELECT CONCAT('id-', seq), 4000000000, ${text} FROM seq_${from}_to_${to}`,
        [],
        name,
      );
    await insert(`CONCAT('{"cookie":{},"n":', seq, '}')`, 1, 1_203);
    await insert(`CONCAT('{"cookie":{},"t":"', REPEAT('y', 400000), '"}')`, 2_001, 2_040);
    const sessions = await inspected({ database: url });
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(1_243);
    expect(sessions.filter(({ size }) => size > 400_000)).toHaveLength(40);
  });

  it('are told where they are none', async () => {
    const { url, add } = await database();
    await add('a', null);
    await add('b', '{"half');
    await add('c', '[]');
    await add('A', recordOf({ user: 'x' }));
    const sessions = await inspected({ database: url });
    expect(sessions.map(({ state, reason, user }) => reason ?? user ?? state)).toEqual([
      'x',
      'there is nothing in it',
      expect.stringContaining('JSON'),
      'not a session: there is no cookie in it',
    ]);
  });

  it('are in a table of any name, with columns and times of other stores', async () => {
    const { name, url } = await emptyDatabase();
    const quoted = "`own ``table``'s; DROP`";
    await server.sql(
      `CREATE TABLE ${quoted} (sid varbinary(64) PRIMARY KEY, data json, expires datetime)`,
      [],
      name,
    );
    await server.sql(
      `INSERT INTO ${quoted} VALUES ('a', '{"cookie":{},"user":"alice"}', NOW() + INTERVAL 1 HOUR)`,
      [],
      name,
    );
    const alice = [{ state: 'live', user: 'alice' }];
    expect(await inspected({ database: url })).toMatchObject(alice);
    expect(await inspected({ database: url, table: "own `table`'s; DROP" })).toMatchObject(alice);
    expect(await refusedBy({ database: url, table: 'x`; DROP TABLE y; --' })).toMatch(
      /^There is no table x`/,
    );
  });

  it('cannot be read where that is said, and never a password', async () => {
    const { name, add } = await database();
    await add('one', recordOf({}));
    await server.sql(`CREATE USER nobody@'127.0.0.1' IDENTIFIED BY 'n'`);
    const said = async (parts: Parameters<typeof server.urlOf>[0]) => {
      const text = await refusedBy({ database: server.urlOf({ database: name, ...parts }) });
      expect(text).not.toMatch(/top(\/|%2F)secret/);
      return text;
    };
    expect(await said({ password: 'top/secret' })).toMatch(/refused the user name or the password/);
    expect(await said({ user: 'nobody', password: 'n' })).toMatch(/may not read the sessions/);
    expect(await said({ database: 'none' })).toMatch(/^There is no such database at 127/);
    const elsewhere = (port: number) =>
      refusedBy({ database: `mysql://u:top%2Fsecret@127.0.0.1:${port}/x` });
    expect(await elsewhere(1)).toMatch(/^No database server listens at 127\.0\.0\.1:1\/x\./);
    expect(await elsewhere(await silentServer())).toMatch(/gave no answer within 10 s/);
  });

  it('are destroyed by nobody from outside: that is told at once', async () => {
    const { url, add } = await database();
    await add('one', recordOf({ user: 'alice' }));
    const run = (...args: string[]) =>
      runCli(['inspect', '--database', url, ...args], { bin: 'session-app', cwd: process.cwd() });
    const refused = await run('--user', 'alice', '--destroy', '--yes');
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toMatch(/session-app only reads databases/);
    expect((await run('--count')).stdout).toBe('1');
  });

  it('are told by an app under dev, which alone knows its table', async () => {
    const { url: DATABASE } = await emptyDatabase();
    await expectShownBesideDev({ STORE: 'mysql', DATABASE, TABLE: 'the`sessions' });
  });
});
