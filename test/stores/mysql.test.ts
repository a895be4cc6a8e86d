import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type DatabaseServer, startMariaDb } from '../support/databases.ts';
import { expectShownBesideDev, HOUR, inspected, recordOf } from '../support/sql-sessions.ts';

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
  async function database(table = 'sessions'): Promise<{ url: string; add: Add }> {
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
    return { url, add };
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

  it('are told by an app under dev, which alone knows its table', async () => {
    const { url: DATABASE } = await emptyDatabase();
    await expectShownBesideDev({ STORE: 'mysql', DATABASE, TABLE: 'the`sessions' });
  });
});
