import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { locateStore } from '../../src/stores/locate.ts';
import { scratchFolder } from '../support/scratch.ts';

/** An app of one file, or of several. */
function app(source: string | Record<string, string>): string {
  const folder = scratchFolder();
  const files = typeof source === 'string' ? { 'app.js': source } : source;
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Where its store is found, or what is said of that. */
function found(source: string | Record<string, string>, env: NodeJS.ProcessEnv = {}) {
  const site = app(source);
  try {
    const place = locateStore({ site }, env);
    return JSON.parse(JSON.stringify(place).replaceAll(site, '.'));
  } catch (error) {
    if (error instanceof Failure) return error.message.replaceAll(site, '.');
    throw error;
  }
}

const SESSION = "const session = require('express-session');\n";
const REDIS = `${SESSION}const { RedisStore } = require('connect-redis');\nconst redis = require('redis');\n`;
const PG = `${SESSION}const PgStore = require('connect-pg-simple')(session);\nconst { Pool } = require('pg');\n`;
const MYSQL = `${SESSION}const MySQLStore = require('express-mysql-session')(session);\n`;
const SQLITE = `${SESSION}const SQLiteStore = require('connect-sqlite3')(session);\n`;

describe('the store of an app is found by its source', () => {
  it.each([
    ['none is passed', `${SESSION}app.use(session({ secret: 's' }));`, { kind: 'memory' }],
    [
      'it is said in so many words',
      `${SESSION}app.use(session({ secret: 's', store: new session.MemoryStore() }));`,
      { kind: 'memory' },
    ],
    [
      'as a module, with options of a name',
      "import session, { type SessionOptions } from 'express-session';\nconst options: SessionOptions = { secret: 's' };\napp.use(session(options));",
      { kind: 'memory' },
    ],
    [
      'memorystore',
      `${SESSION}const MemoryStore = require('memorystore')(session);\napp.use(session({ store: new MemoryStore({ checkPeriod: 1 }) }));`,
      { kind: 'memory' },
    ],
  ])('in memory: %s', (_, source, place) => {
    expect(found(source)).toMatchObject(place);
  });

  const local = 'redis://127.0.0.1:6379';
  it.each([
    [
      'a prefix of its own',
      `${REDIS}const client = redis.createClient();\nnew RedisStore({ client, prefix: 'shop:' });`,
      {},
      { url: local, prefix: 'shop:' },
    ],
    [
      'none',
      `${REDIS}const client = redis.createClient();\nnew RedisStore({ client });`,
      { REDIS_URL: 'redis://not.asked' },
      { url: local, prefix: 'sess:' },
    ],
    [
      'both by the environment, or else',
      `${REDIS}const client = redis.createClient({ url: process.env.CACHE || 'redis://r:1' });\nconst PREFIX = process.env.NAME ?? \`\${'a'}:\`;\nnew RedisStore({ client, prefix: PREFIX + 's:' });`,
      {},
      { url: 'redis://r:1', prefix: 'a:s:' },
    ],
    [
      'both by the environment',
      `${REDIS}const client = redis.createClient({ url: process.env.CACHE || 'redis://r:1' });\nconst PREFIX = process.env.NAME ?? 'x';\nnew RedisStore({ client, prefix: PREFIX + 's:' });`,
      { CACHE: 'rediss://c:2', NAME: 'n' },
      { url: 'rediss://c:2', prefix: 'ns:' },
    ],
    [
      'a client in another file, in parts',
      {
        'src/app.ts': `import { RedisStore } from "connect-redis";\nimport session from "express-session";\nnew RedisStore({ client: shared, prefix: "app:" } as any)`,
        'src/client.ts':
          "import Redis from 'ioredis';\nexport const shared = new Redis({ host: 'h', port: 7, password: 'a b', db: 2 }); // new Redis('redis://no')",
      },
      {},
      { url: 'redis://:a%20b@h:7/2', prefix: 'app:' },
    ],
    [
      'of connect-redis before version 7',
      `${SESSION}const RedisStore = require("connect-redis")(session);\nconst client = require('redis').createClient(6380, 'h');\nnew RedisStore({ client, prefix: "old:" })`,
      {},
      { url: 'redis://h:6380', prefix: 'old:' },
    ],
  ])('in Redis: %s', (_, source, env, place) => {
    expect(found(source, env)).toMatchObject({ kind: 'redis', ...place });
  });

  it.each([
    ['by its default', 'new PgStore()', { DATABASE_URL: 'postgres://d/x' }, 'postgres://d/x', {}],
    [
      'with a table and a schema',
      "new PgStore({ pool: new Pool({ connectionString: process.env.DB }), tableName: 'people', schemaName: 'auth' })",
      { DB: 'postgres://u:p@d/x' },
      'postgres://u:p@d/x',
      { table: 'people', schema: 'auth' },
    ],
    [
      'in parts',
      "const pool = new Pool({ host: 'h', user: 'u', password: 'p/w', database: 'x', port: 5 }); new PgStore({ pool })",
      {},
      'postgres://u:p%2Fw@h:5/x',
      {},
    ],
    [
      'in one expression',
      "new (require('connect-pg-simple')(session))({ conString: 'postgres://d/x', tableName: 'user_sessions' })",
      {},
      'postgres://d/x',
      { table: 'user_sessions' },
    ],
  ])('in Postgres: %s', (_, code, env, address, rest) => {
    expect(found(PG + code, env)).toMatchObject({
      kind: 'postgres',
      address,
      table: 'session',
      ...rest,
    });
  });

  it.each([
    [
      'with options',
      "new MySQLStore({ host: 'h', port: 3307, user: 'u', password: 'p', database: 'x', schema: { tableName: 't', columnNames: { session_id: 'i' } } })",
      { address: 'mysql://u:p@h:3307/x', table: 't', columns: { id: 'i' } },
    ],
    [
      'with a connection',
      "const mysql = require('mysql2');\nconst pool = mysql.createPool('mysql://h/x');\nnew MySQLStore({}, pool)",
      { address: 'mysql://h/x', table: 'sessions' },
    ],
  ])('in MySQL: %s', (_, code, place) => {
    expect(found(MYSQL + code)).toMatchObject({ kind: 'mysql', ...place });
  });

  it.each([
    ['by its default', `${SQLITE}new SQLiteStore`, { address: './sessions', table: 'sessions' }],
    [
      'with a folder',
      `${SQLITE}const path = require('path');\nnew SQLiteStore({ db: 's.db', dir: path.join(__dirname, 'var'), table: 't' })`,
      { address: './var/s.db', table: 't' },
    ],
    [
      'of better-sqlite3',
      `${SESSION}const Database = require('better-sqlite3');\nconst Store = require('better-sqlite3-session-store')(session);\nconst db = new Database('data/app.db', { verbose });\nnew Store({ client: db })`,
      { address: './data/app.db', table: 'sessions' },
    ],
  ])('in SQLite: %s', (_, source, place) => {
    expect(found(source)).toMatchObject({ kind: 'sqlite', ...place });
  });

  it('in files of session-file-store', () => {
    const source = `${SESSION}const FileStore = require('session-file-store')(session);\n`;
    expect(found(`${source}new FileStore({ path: './var/s' })`)).toMatchObject({
      kind: 'file',
      directory: './var/s',
    });
    expect(found(`${source}new FileStore()`)).toMatchObject({ directory: './sessions' });
  });
});

describe('where it cannot be known, what is missing is said', () => {
  it.each([
    [
      'a prefix that only the app knows',
      `${REDIS}new RedisStore({ client: redis.createClient(), prefix: prefixFor(tenant) })`,
      /^app\.js says what its keys begin with in a way that cannot be read.*--prefix TEXT.*\n {2}session-app dev/s,
    ],
    [
      'a server that only the app knows',
      `${PG}new PgStore({ pool: new Pool(config.get('db')) })`,
      /^app\.js says where the server is .*--database postgres:/s,
    ],
    [
      'a server that is set nowhere',
      `${MYSQL}new MySQLStore({})`,
      /neither its source nor DATABASE_URL/,
    ],
    [
      'a store of the app’s own',
      `${SESSION}app.use(session({ secret: 's', store: new LevelStore(db) }));`,
      /a store of its own, LevelStore \(app\.js\), which only the app itself can read/,
    ],
    [
      'several stores',
      `${REDIS}const PgStore = require('connect-pg-simple')(session);`,
      /several session stores \(connect-redis, connect-pg-simple\)/,
    ],
    [
      'a store that is never read at rest',
      { 'package.json': '{"dependencies":{"express-session":"1","connect-mongo":"5"}}' },
      /keeps its sessions with connect-mongo, which only the app itself can read/,
    ],
    [
      'cookies alone',
      "const session = require('cookie-session');\napp.use(session({ keys: ['k'] }));",
      /with cookie-session, in cookies: there is no store/,
    ],
    [
      'options from elsewhere',
      `${SESSION}app.use(session(config.session));`,
      /a store of its own|not known which store/,
    ],
  ])('%s', (_, source, message) => {
    expect(found(source)).toMatch(message);
  });
});
