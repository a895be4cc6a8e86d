import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { databaseAt } from '../../src/stores/sql/place.ts';
import { SqlStore } from '../../src/stores/sql/store.ts';
import { type DatabaseServer, startPostgres } from '../support/databases.ts';
import { silentServer } from '../support/silent-server.ts';
import {
  APPS,
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
  async function database(
    table = '"session"',
    type = 'json',
  ): Promise<{ name: string; url: string; add: Add }> {
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
    return { name, url, add };
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

  it('are all read, large ones too, and each once', async () => {
    const { name, url } = await database();
    const small = `'{"cookie":{},"n":' || n || '}'`;
    const large = `'{"cookie":{},"t":"' || repeat('y', 400000) || '"}'`;
    const insert = (text: string, from: number, to: number) =>
      server.sql(
        `INSERT INTO session SELECT 'id-' || n, (${text})::json, now() FROM generate_series(${from}, ${to}) n`,
        [],
        name,
      );
    await insert(small, 1, 1_203);
    await insert(large, 2_001, 2_040);
    const sessions = await inspected({ database: url });
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(1_243);
    expect(sessions.filter(({ size }) => size > 400_000)).toHaveLength(40);
  });

  it('are told where they are none', async () => {
    const { url, add } = await database('"session"', 'text');
    await add('a', null);
    await add('b', '{"half');
    await add('c', '[]');
    await add('d', recordOf({ user: 'x' }), Number.POSITIVE_INFINITY);
    await add('e', `{"cookie":{},"t":"${'z'.repeat(17 * 1024 * 1024)}"}`);
    const sessions = await inspected({ database: url });
    expect(sessions.map(({ state, reason, user }) => reason ?? user ?? state)).toEqual([
      'there is nothing in it',
      expect.stringContaining('JSON'),
      'not a session: there is no cookie in it',
      'x',
      'too large to be read here',
    ]);
  });

  it('are in a table and a schema of any name', async () => {
    const { name, url } = await emptyDatabase();
    const quoted = `"the ""schema"""."own ""table""'s; DROP"`;
    await server.sql(`CREATE SCHEMA "the ""schema"""`, [], name);
    await server.sql(
      `CREATE TABLE ${quoted} (sid uuid PRIMARY KEY, data jsonb, "expiresAt" timestamptz)`,
      [],
      name,
    );
    await server.sql(
      `INSERT INTO ${quoted} VALUES (gen_random_uuid(), '{"cookie":{},"user":"alice"}', now() + interval '1 hour')`,
      [],
      name,
    );
    const alice = [{ state: 'live', user: 'alice' }];
    expect(await inspected({ database: url })).toMatchObject(alice);
    const table = `the "schema".own "table"'s; DROP`;
    expect(await inspected({ database: url, table })).toMatchObject(alice);
    expect(await refusedBy({ database: url, table: `x"; DROP TABLE y; --` })).toMatch(
      /^There is no table x"/,
    );
  });

  it('cannot be read where that is said, and never a password', async () => {
    const { name, add } = await database();
    await add('one', recordOf({}));
    await server.sql(`CREATE USER nobody PASSWORD 'n'`);
    const said = async (parts: Parameters<typeof server.urlOf>[0]) => {
      const text = await refusedBy({ database: server.urlOf({ database: name, ...parts }) });
      expect(text).not.toMatch(/top(\/|%2F)secret/);
      return text;
    };
    expect(await said({ password: 'top/secret' })).toMatch(/refused the user name or the password/);
    expect(await said({ password: '' })).toMatch(/asks for a password/);
    expect(await said({ user: 'nobody', password: 'n' })).toMatch(/may not read the sessions/);
    expect(await said({ database: 'none' })).toMatch(/^There is no such database at 127/);
    const elsewhere = (address: string) => refusedBy({ database: `${address}` });
    expect(await elsewhere('postgres://u:top%2Fsecret@127.0.0.1:1/x')).toMatch(
      /^No database server listens at 127\.0\.0\.1:1\/x\. Start it, or correct --database/,
    );
    expect(await elsewhere('postgres://u:top%secret@h/x')).toMatch(
      /^--database must be an address/,
    );
    expect(await elsewhere('mongodb://u:secret@h/x')).toMatch(/^--database must be an address/);
    const empty = await emptyDatabase();
    expect(await elsewhere(empty.url)).toMatch(
      /^There is no table in 127\.0\.0\.1:\d+\/db\d+ that this user may see/,
    );
  });

  it('are not said to be none where this user is shown none', async () => {
    const { name, add } = await database();
    await add('one', recordOf({ user: 'alice' }));
    await server.sql(
      `ALTER TABLE session ENABLE ROW LEVEL SECURITY; CREATE USER looker PASSWORD 'n'; GRANT SELECT ON session TO looker`,
      undefined,
      name,
    );
    const asLooker = server.urlOf({ database: name, user: 'looker', password: 'n' });
    expect(await refusedBy({ database: asLooker })).toMatch(/row-level security.*may not see any/);
    expect(await inspected({ database: server.urlOf({ database: name }) })).toHaveLength(1);
    await server.sql('CREATE POLICY all_of_them ON session USING (true)', [], name);
    expect(await inspected({ database: asLooker })).toHaveLength(1);
  });

  it('are found by ids of any type, and an id that cannot be one is not repeated', async () => {
    const { name, url } = await emptyDatabase();
    await server.sql('CREATE TABLE sessions (id int, data text, expires bigint)', [], name);
    await server.sql(`INSERT INTO sessions VALUES (12, '{"cookie":{}}', 0)`, [], name);
    const place = databaseAt(url, { directory: APPS, setting: '--database' });
    const store = new SqlStore(place);
    try {
      expect(await store.find('12')).toMatchObject({ state: 'expired' });
      expect(await store.find('12-is-no-number')).toBeUndefined();
    } finally {
      store.close();
    }
  });

  it('of a table that is locked, and of a server that hangs, are given up', async () => {
    const { name, url, add } = await database();
    await add('one', recordOf({}));
    const locking = server.sql('BEGIN; LOCK TABLE session; SELECT pg_sleep(300)', undefined, name);
    locking.catch(() => {});
    await vi.waitFor(async () => {
      const locks = `SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted`;
      expect(await server.sql(locks, [], name)).not.toEqual([]);
    }, 20_000);
    const silent = `postgres://u:p@127.0.0.1:${await silentServer()}/x`;
    const [ofTable, ofServer] = await Promise.all([
      refusedBy({ database: url }),
      refusedBy({ database: silent }),
    ]);
    expect(ofTable).toMatch(/gave no answer within 10 s.*try again/);
    expect(ofServer).toMatch(/gave no answer within 10 s/);
    await server.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'`,
    );
    await locking.catch(() => {});
    expect(await inspected({ database: url })).toHaveLength(1);
  });

  it('are told by an app under dev, which alone knows its table', async () => {
    const { url: DATABASE } = await emptyDatabase();
    await expectShownBesideDev({ STORE: 'postgres', DATABASE, TABLE: `people's "own"` });
  });
});
