import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type DatabaseServer, startPostgres } from '../support/databases.ts';
import {
  expectShownBesideDev,
  HOUR,
  inspected,
  recordOf,
  refusedBy,
} from '../support/sql-sessions.ts';

type Add = (id: string, text: string | null, expires?: number) => Promise<void>;

describe.skipIf(!inject('postgres'))('sessions in Postgres', () => {
  let server: DatabaseServer;
  let count = 0;
  beforeAll(async () => {
    server = await startPostgres(inject('postgres'));
  });
  afterAll(() => server?.stop());

  /** A database with nothing in it. */
  async function emptyDatabase(): Promise<{ name: string; url: string }> {
    count += 1;
    const name = `db${count}`;
    await server.sql(`CREATE DATABASE ${name}`);
    return { name, url: server.urlOf({ database: name }) };
  }

  /** A database with a table as connect-pg-simple makes it. */
  async function database(table = '"session"', type = 'json'): Promise<{ url: string; add: Add }> {
    const { name, url } = await emptyDatabase();
    await server.sql(
      `CREATE TABLE ${table} (sid varchar PRIMARY KEY, sess ${type}, expire timestamp(6))`,
      [],
      name,
    );
    const add: Add = async (id, text, expires = Date.now() + HOUR) => {
      await server.sql(
        `INSERT INTO ${table} VALUES ($1, $2, to_timestamp($3))`,
        [id, text, expires / 1000],
        name,
      );
    };
    return { url, add };
  }

  it('are read as those of any store are', async () => {
    const { url, add } = await database();
    await add('one', recordOf({ user: 'alice', token: 'secret' }));
    await add('two', recordOf({}), Date.now() - 1_000);
    const sessions = await inspected({ database: url });
    expect(sessions).toMatchObject([
      { state: 'live', user: 'alice', data: { user: 'alice' }, size: 80 },
      { state: 'expired', user: null },
    ]);
    expect(JSON.stringify(sessions)).not.toContain('secret');
  });

  it('are not there where there is no table: that is said', async () => {
    const { url } = await emptyDatabase();
    expect(await refusedBy({ database: url })).toMatch(/^There is no table in 127.0.0.1:\d+\/db\d/);
  });

  it('are told by an app under dev, which alone knows its table', async () => {
    const { url: DATABASE } = await emptyDatabase();
    await expectShownBesideDev({ STORE: 'postgres', DATABASE, TABLE: `people's "own"` });
  });
});
