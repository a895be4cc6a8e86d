// The planted faults, each by itself.
const crypto = require('node:crypto');
const { express, session } = require('./packages.cjs');
const { FileStore } = require('./file-store.cjs');
const { lazily } = require('./lazily.cjs');

const { MemoryStore } = session;
const signedIn = (req) => ({ user: req.body.username, signedInAt: Date.now() });
const to = (req) => req.body.next || '/';
const done = (req, res, next) => (error) => (error ? next(error) : res.redirect(to(req)));

/** Takes its time, as a busy database does. */
class SlowStore extends MemoryStore {
  set(id, record, callback) {
    setTimeout(() => super.set(id, record, callback), 250);
  }
}

/** All sessions are one value, which is read, changed and written back. */
class RacingStore extends MemoryStore {
  set(id, record, callback) {
    const all = { ...this.sessions };
    setTimeout(() => {
      this.sessions = Object.assign(Object.create(null), all, { [id]: JSON.stringify(record) });
      callback?.(null);
    }, 300);
  }
}

/** Has no room for anything. */
const fullStore = Object.assign(new MemoryStore(), {
  set: (_id, _record, callback) => callback?.(new Error('disk full')),
});

const another = (options) =>
  session({
    secret: 'the secret of the other app, long enough',
    resave: false,
    saveUninitialized: false,
    ...options,
  });

const keepsId = (req, res, next) => {
  Object.assign(req.session, signedIn(req));
  req.session.save(done(req, res, next));
};

const MEMBERS = 'hello <form action="/logout" method="post"><button>out</button></form>';
const STRANGERS =
  '<form action="/login" method="post"><input name="username"><input type="password" name="password"></form>';

const slowPage = (req, res) => {
  if (!req.session.user) return res.redirect('/login');
  return setTimeout(() => res.send('hello <form action="/logout" method="post"></form>'), 300);
};

/** Of strangers alone: of a member, a request that is under way at the log-out would bring the session back. */
const remembersTheme = (req, res) => {
  if (req.session.user) return res.send('home');
  req.session.theme ??= 'dark';
  return req.session.save(() => res.send('home'));
};

let everybody;
let count = 100_000_000_000;
const shop = lazily();

/** Resolves in a process of a cluster when all of them listen. */
const allListen = new Promise((resolve) => {
  if (process.env.FAULT === 'MemoryStore in a cluster') process.once('message', resolve);
});

exports.FAULTS = {
  'id kept': { home: remembersTheme, signIn: keepsId },
  'id kept, without an earlier session': { signIn: keepsId },
  'id kept, where whoever is in is led away': {
    form: (req, res, next) => (req.session.user ? res.redirect('/about') : next()),
    signIn: keepsId,
  },
  'id kept, where the page is its own form': {
    about: (req, res) => res.send(req.session.user ? MEMBERS : STRANGERS),
    signIn(req, res) {
      Object.assign(req.session, signedIn(req));
      req.session.save(() => res.send(MEMBERS));
    },
  },
  'old id still valid': {
    home: remembersTheme,
    signIn(req, res, next) {
      Object.assign(req.session, signedIn(req));
      req.session.save(() => {
        req.sessionStore.generate(req);
        Object.assign(req.session, signedIn(req));
        req.session.save(done(req, res, next));
      });
    },
  },
  'log-out clears only the cookie': {
    signOut: (_req, res) => res.clearCookie('connect.sid').redirect('/'),
  },
  'log-out does nothing': { signOut: (_req, res) => res.redirect('/') },
  'redirect before the save': {
    options: { store: new SlowStore() },
    signIn(req, res) {
      req.session.regenerate(() => {
        Object.assign(req.session, signedIn(req));
        res.redirect(to(req));
      });
    },
  },
  'save after the redirect': {
    options: { store: new SlowStore() },
    signIn(req, res) {
      req.session.regenerate(() => {
        Object.assign(req.session, signedIn(req));
        res.redirect(to(req));
        req.session.save();
      });
    },
  },
  'save long after the redirect': {
    home: remembersTheme,
    signIn(req, res) {
      req.session.regenerate(() => {
        req.session.theme = 'light';
        res.redirect(to(req));
        setTimeout(() => {
          Object.assign(req.session, signedIn(req));
          req.session.save();
        }, 300);
      });
    },
  },
  'never saved': {
    signIn(req, res) {
      req.session.regenerate(() => {
        const copy = { ...req.session };
        Object.assign(copy, signedIn(req));
        res.redirect(to(req));
      });
    },
  },
  refused: {
    signIn: (_req, res) => res.status(401).send('Wrong name or password.'),
  },
  'not Secure, over HTTPS': { https: true },
  'not Secure, behind a proxy': {
    settings: (server) => server.set('trust proxy', 1),
    before: [
      (req, res, next) =>
        req.secure ? next() : res.redirect(`https://${req.headers.host}${req.originalUrl}`),
    ],
  },
  'no trust proxy': { options: { cookie: { secure: true } } },
  'open next': {
    trustsNext: true,
    signIn(req, res, next) {
      req.session.regenerate(() => {
        Object.assign(req.session, signedIn(req));
        req.session.save(done(req, res, next));
      });
    },
  },
  'ignored next': {
    signIn(req, res) {
      req.session.regenerate(() => {
        Object.assign(req.session, signedIn(req));
        req.session.save(() => res.redirect('/'));
      });
    },
  },
  'no HttpOnly': { options: { cookie: { httpOnly: false } } },
  'SameSite=None without Secure': { options: { cookie: { sameSite: 'none' } } },
  'wrong Domain': { options: { cookie: { domain: 'example.com' } } },
  'wrong Path': { options: { cookie: { path: '/login' } } },
  'cookie too large': { options: { genid: () => crypto.randomBytes(2_050).toString('hex') } },
  'no session middleware': { session: undefined },
  'two session middlewares': {
    get after() {
      return [another({ name: 'other', cookie: { maxAge: 3_600_000 } })];
    },
  },
  'a second one on some pages': {
    get after() {
      return [express.Router().use('/about', another({ name: 'other' }))];
    },
  },
  'user in a global variable': {
    about(req, res) {
      if (everybody) res.send('hello <form action="/logout" method="post"></form>');
      else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
    },
    signIn(req, res, next) {
      everybody = req.body.username;
      req.session.regenerate(() => {
        Object.assign(req.session, signedIn(req));
        req.session.save(done(req, res, next));
      });
    },
    signOut(req, res) {
      everybody = undefined;
      req.session.destroy(() => res.clearCookie('connect.sid').redirect('/'));
    },
  },
  'new secret at each start': { options: { secret: crypto.randomBytes(20).toString('hex') } },
  'new secret in each process': {
    options: { secret: crypto.randomBytes(20).toString('hex') },
    session(options) {
      const FileStore = require('session-file-store')(session);
      return session({
        ...options,
        store: new FileStore({ path: process.env.SESSIONS, logFn: () => {}, retries: 0 }),
      });
    },
  },
  'MemoryStore in two processes': {},
  'MemoryStore in a cluster': {
    cluster: true,
    // Nobody is answered by the first process before the second one listens.
    before: [(_req, _res, next) => void allListen.then(() => next())],
  },
  'lifetime of a second': { options: { cookie: { maxAge: 1_000 } } },
  'store without touch': {
    options: {
      cookie: { maxAge: 3_600_000 },
      store: Object.assign(new MemoryStore(), { touch: undefined }),
    },
  },
  'errors of get swallowed': {
    options: {
      store: Object.assign(new MemoryStore(), {
        get: (_id, callback) => callback(new Error('down')),
      }),
    },
    session(options) {
      const middleware = session(options);
      return (req, res, next) =>
        middleware(req, res, () => {
          if (!req.session) req.sessionStore.generate(req);
          next();
        });
    },
  },
  'errors of set swallowed': {
    options: { store: fullStore },
    signIn(req, res) {
      req.session.regenerate(() => {
        Object.assign(req.session, signedIn(req));
        req.session.save(() => res.redirect(to(req)));
      });
    },
  },
  'resave with slow requests': { options: { resave: true }, about: slowPage },
  'touch that re-creates': {
    options: {
      store: Object.assign(new MemoryStore(), {
        touch(id, record, callback) {
          this.set(id, record, callback);
        },
      }),
    },
    about: slowPage,
  },
  'store with a race': { options: { store: new RacingStore() } },
  'two apps with one cookie name': {
    before: [
      (req, res, next) => {
        if (req.path === '/') shop(req, res, () => remembersTheme(req, res));
        else next();
      },
    ],
  },
  '600 kB in a session': {
    signIn(req, res, next) {
      req.session.regenerate(() => {
        Object.assign(req.session, signedIn(req));
        req.session.history = 'x'.repeat(600_000);
        req.session.save(done(req, res, next));
      });
    },
  },
  'countable ids': {
    options: {
      genid: () => {
        count += 1;
        return String(count);
      },
    },
    home: remembersTheme,
  },
  'ids from the visitor': {
    options: { genid: (req) => idIn(req.headers.cookie) ?? crypto.randomBytes(24).toString('hex') },
  },
  'secret from a tutorial': { options: { secret: 'keyboard cat' } },
  'open page': {
    about: (_req, res) =>
      res.send('hello <form action="/logout" method="post"><button>Log out</button></form>'),
  },
};

/** What the app without a fault has in common with the one that has it, besides what is sound. */
exports.BESIDE = {
  'id kept': { home: remembersTheme },
  'old id still valid': { home: remembersTheme },
  'countable ids': { home: remembersTheme },
  'redirect before the save': { options: { store: new SlowStore() } },
  'errors of set swallowed': { options: { store: fullStore } },
  'not Secure, behind a proxy': {
    settings: (server) => server.set('trust proxy', 1),
    options: { cookie: { secure: true } },
  },
  'no trust proxy': {
    settings: (server) => server.set('trust proxy', 1),
    options: { cookie: { secure: true } },
  },
  'SameSite=None without Secure': { options: { cookie: { sameSite: 'lax' } } },
  'resave with slow requests': { about: slowPage },
  'MemoryStore in two processes': {
    session: (options) => session({ ...options, store: new FileStore(process.env.SESSIONS) }),
  },
};

function idIn(cookies = '') {
  return /connect\.sid=s(?::|%3A)(.+?)\./.exec(cookies)?.[1];
}
