// Keeps its sessions where STORE says, by the stores that people use. DATABASE is an address or a file; PACKAGES a folder
// with packages that are not this project's.
const { createRequire } = require('node:module');
const express = require('express');
const session = require('express-session');

const { STORE, DATABASE, PACKAGES, TABLE } = process.env;
const installed = PACKAGES ? createRequire(`${PACKAGES}/package.json`) : require;

const stores = {
  postgres() {
    const PgStore = require('connect-pg-simple')(session);
    return new PgStore({ conString: DATABASE, tableName: TABLE, createTableIfMissing: true });
  },
  mysql() {
    const MySqlStore = require('express-mysql-session')(session);
    const { hostname: host, port, username, password, pathname } = new URL(DATABASE);
    const [user, word, database] = [username, password, pathname.slice(1)].map(decodeURIComponent);
    const schema = TABLE && { tableName: TABLE };
    return new MySqlStore({ host, port, user, password: word, database, schema });
  },
  redis() {
    const { RedisStore } = require('connect-redis');
    const client = require('redis').createClient({ url: DATABASE });
    client.connect();
    return new RedisStore({ client, prefix: TABLE });
  },
  files() {
    const FileStore = require('session-file-store')(session);
    return new FileStore({ path: DATABASE, logFn() {} });
  },
  // One of its own, that cannot list what it holds.
  own() {
    const held = new Map([['before the start', '{"cookie":{}}']]);
    const store = new session.Store();
    return Object.assign(store, {
      get: (id, done) => done(null, held.has(id) ? JSON.parse(held.get(id)) : null),
      set: (id, data, done) => done(null, held.set(id, JSON.stringify(data))),
      destroy: (id, done) => done(null, held.delete(id)),
    });
  },
  sqlite3() {
    const SqliteStore = installed('connect-sqlite3')(session);
    return new SqliteStore({ db: DATABASE, dir: '/', table: TABLE });
  },
  better() {
    const SqliteStore = installed('better-sqlite3-session-store')(session);
    const Database = installed('better-sqlite3');
    return new SqliteStore({ client: new Database(DATABASE) });
  },
};

const app = express();
app.use(
  session({
    store: stores[STORE](),
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 3_600_000 },
  }),
);
app.get('/', (req, res) => {
  req.session.user = req.query.user;
  req.session.views = (req.session.views ?? 0) + 1;
  res.send(`views ${req.session.views}`);
});
app.listen(process.env.PORT, '127.0.0.1');
