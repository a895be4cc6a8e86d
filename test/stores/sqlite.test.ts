import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import {
  expectShownBesideDev,
  HOUR,
  inspected,
  recordOf,
  refusedBy,
} from '../support/sql-sessions.ts';
import { COMPILING_MS, sqliteDrivers } from '../support/sqlite-drivers.ts';

let packages: string | undefined;
beforeAll(async () => {
  packages = await sqliteDrivers();
}, COMPILING_MS);
beforeEach(({ skip }) => {
  if (!packages) skip();
});

/** An app's folder with one driver, or none. */
function appWith(...drivers: string[]): string {
  const folder = scratchFolder();
  const link = (name: string) =>
    `module.exports = require(${JSON.stringify(join(packages ?? '', 'node_modules', name))});`;
  for (const name of drivers) {
    execFileSync('mkdir', ['-p', join(folder, 'node_modules', name)]);
    writeFileSync(join(folder, 'node_modules', name, 'index.js'), link(name));
  }
  return folder;
}

/** As much of better-sqlite3 as these tests use. */
interface Opened {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: unknown[]): void };
  close(): void;
}

function open(path: string): Opened {
  const Database = createRequire(join(packages ?? '', 'package.json'))('better-sqlite3');
  return new Database(path);
}

/** The tables that connect-sqlite3 and better-sqlite3-session-store make. */
const TABLES = {
  'connect-sqlite3': 'CREATE TABLE "sessions" (sid PRIMARY KEY, expired, sess)',
  'better-sqlite3-session-store':
    'CREATE TABLE "sessions" (sid TEXT NOT NULL PRIMARY KEY, sess JSON NOT NULL, expire TEXT NOT NULL)',
};

function storedIn(
  file: string,
  ddl: string,
  rows: ReadonlyArray<readonly [id: unknown, text: unknown, expires?: unknown]>,
): void {
  const database = open(file);
  database.exec(ddl);
  const [, table] = /CREATE TABLE (".*?"|\S+) \(/.exec(ddl) ?? [];
  const isText = ddl.includes('expire TEXT');
  const time = Date.now() + HOUR;
  const columns = isText ? '(sid, expire, sess)' : '';
  for (const [id, text, expires = isText ? new Date(time).toISOString() : time] of rows) {
    database.prepare(`INSERT INTO ${table} ${columns} VALUES (?, ?, ?)`).run(id, expires, text);
  }
  database.close();
}

/** All that lies in a folder, byte for byte. */
function everythingIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name !== 'node_modules');
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(folder, name), 'base64')]),
  );
}

describe.each(['better-sqlite3', 'sqlite3'])('sessions in SQLite, read by %s', (driver) => {
  it.each(Object.entries(TABLES))('of %s are read as those of any store are', async (_, ddl) => {
    const site = appWith(driver);
    const past = Date.now() - 1_000;
    storedIn(join(site, 's.db'), ddl, [
      ['one', recordOf({ user: 'alice', token: 'secret' })],
      ['two', recordOf({}), ddl.includes('expire TEXT') ? new Date(past).toISOString() : past],
    ]);
    const before = everythingIn(site);
    const sessions = await inspected({ site, database: 's.db' });
    expect(sessions).toMatchObject([
      { state: 'live', user: 'alice', size: 80 },
      { state: 'expired', user: null },
    ]);
    expect(JSON.stringify(sessions)).not.toContain('secret');
    expect(everythingIn(site)).toEqual(before);
  });

  it('are all read, large ones too, and each once', async () => {
    const site = appWith(driver);
    const many = Array.from({ length: 1_203 }, (_, n) => [`id-${n}`, recordOf({ n })] as const);
    const large = Array.from(
      { length: 40 },
      (_, n) => [`x${n}`, recordOf({ n, t: 'y'.repeat(400_000) })] as const,
    );
    storedIn(join(site, 's.db'), TABLES['connect-sqlite3'], [...many, ...large]);
    const sessions = await inspected({ site, database: 's.db' });
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(1_243);
    expect(sessions.filter(({ size }) => size > 400_000)).toHaveLength(40);
  });

  it('are told where they are none', async () => {
    const site = appWith(driver);
    storedIn(join(site, 's.db'), TABLES['connect-sqlite3'], [
      ['a', null],
      ['b', '{"half'],
      ['c', '[]'],
      ['d', 7],
      ['e', Buffer.from(recordOf({ user: 'bytes' }))],
      [8, recordOf({ user: 'number' })],
      [null, recordOf({ user: 'nobody' })],
      ['f', recordOf({ user: 'x' }), null],
      ['g', recordOf({ user: 'y' }), 'tomorrow'],
    ]);
    const sessions = await inspected({ site, database: 's.db' });
    const told = sessions.map(({ state, reason, user }) => reason ?? user ?? state);
    expect(told).toEqual([
      'number',
      'there is nothing in it',
      expect.stringContaining('JSON'),
      'not a session: there is no cookie in it',
      'not a session: there is no cookie in it',
      'bytes',
      'x',
      'y',
    ]);
  });

  it('are read while the app has them in a write-ahead log, and when it has ended', async () => {
    const site = appWith(driver);
    const path = join(site, 's.db');
    storedIn(path, `PRAGMA journal_mode = wal; ${TABLES['connect-sqlite3']}`, [
      ['one', recordOf({ user: 'alice' })],
    ]);
    const before = everythingIn(site);
    expect(await inspected({ site, database: 's.db' })).toHaveLength(1);
    expect(everythingIn(site)).toEqual(before);
    vi.stubEnv('TMPDIR', join(site, 'nowhere'));
    const refused = await refusedBy({ site, database: 's.db' }).finally(() => vi.unstubAllEnvs());
    expect(refused).toMatch(/^No folder can be made in \S+nowhere \(ENOENT\)\. Set TMPDIR/);
    const app = open(path);
    app
      .prepare('INSERT INTO sessions VALUES (?, ?, ?)')
      .run('two', Date.now() + HOUR, recordOf({}));
    expect(await inspected({ site, database: 's.db' })).toHaveLength(2);
    app.close();
  });

  it('are in a table of any name', async () => {
    const site = appWith(driver);
    const table = `own "table's; DROP`;
    const ddl = TABLES['connect-sqlite3'].replace('"sessions"', `"${table.replaceAll('"', '""')}"`);
    const database = open(join(site, 's.db'));
    database.exec(ddl);
    database
      .prepare(`INSERT INTO "${table.replaceAll('"', '""')}" VALUES (?, ?, ?)`)
      .run('a', 1, recordOf({}));
    database.close();
    expect(await inspected({ site, database: 's.db' })).toHaveLength(1);
    expect(await inspected({ site, database: 's.db', table })).toHaveLength(1);
    expect(await refusedBy({ site, database: 's.db', table: 'x"' })).toMatch(
      /^There is no table x" in s\.db\. These look like tables of sessions: own "table's; DROP\. Name one: --table/,
    );
  });

  it('cannot be read where that is said', async () => {
    const site = appWith(driver);
    writeFileSync(join(site, 'text.db'), 'this is no database at all, but a text');
    writeFileSync(join(site, 'empty.db'), '');
    storedIn(join(site, 'good.db'), TABLES['connect-sqlite3'], [['one', recordOf({})]]);
    copyFileSync(join(site, 'good.db'), join(site, 'torn.db'));
    const bytes = readFileSync(join(site, 'good.db'));
    writeFileSync(join(site, 'torn.db'), bytes.fill(0xff, 100, 4_096));
    storedIn(join(site, 'other.db'), 'CREATE TABLE people (name, age, mail)', [['a', 'b']]);
    const said = (database: string, table?: string) => refusedBy({ site, database, table });
    expect(await said('none.db')).toMatch(/^There is no database \S+none\.db\./);
    expect(await said('.')).toMatch(/is not a file/);
    expect(await said('text.db')).toBe('text.db is not an SQLite database, or is encrypted.');
    expect(await said('empty.db')).toMatch(/^There is no table in empty\.db/);
    expect(await said('torn.db')).toMatch(/torn\.db (is damaged|cannot be read)/);
    expect(await said('other.db')).toMatch(/^No table in other\.db looks like one of sessions/);
    expect(await said('other.db', 'people')).toMatch(/holds no sessions.*name, age, mail/);
    expect(await said('good.db', 'sessionz')).toMatch(/^There is no table sessionz/);
  });

  it('are waited for while another program holds the file, but not for ever', async () => {
    const site = appWith(driver);
    const path = join(site, 's.db');
    storedIn(path, TABLES['connect-sqlite3'], [['one', recordOf({})]]);
    const script = `const D = require(${JSON.stringify(join(packages ?? '', 'node_modules/better-sqlite3'))});
      new D(${JSON.stringify(path)}).exec('BEGIN EXCLUSIVE'); console.log('locked'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(await refusedBy({ site, database: 's.db' })).toMatch(
      /^Another program has locked s\.db/,
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(await inspected({ site, database: 's.db' })).toHaveLength(1);
  });
});

it('a driver that is not there, or does not run, is named', async () => {
  const site = appWith();
  const path = join(site, 's.db');
  storedIn(path, TABLES['connect-sqlite3'], []);
  expect(await refusedBy({ site, database: 's.db' })).toMatch(
    /^To read s\.db, the app's own driver is needed, and better-sqlite3 or sqlite3 is not installed in /,
  );
  execFileSync('mkdir', ['-p', join(site, 'node_modules/sqlite3')]);
  writeFileSync(
    join(site, 'node_modules/sqlite3/index.js'),
    'throw new Error("no binding\\nat all")',
  );
  expect(await refusedBy({ site, database: 's.db' })).toMatch(
    /^sqlite3, which is installed in .*, does not run on Node [\d.]+ \(no binding\)\./,
  );
});

it.each([
  ['sqlite3', {}],
  ['better', {}],
])('an app on %s is asked beside dev', async (STORE, more) => {
  const DATABASE = join(scratchFolder(), 'sessions.db');
  await expectShownBesideDev({ STORE, DATABASE, PACKAGES: packages ?? '', ...more });
});
