// Sound apps that end sessions, make ids, print and fail in ways that are easily taken for a fault.
const crypto = require('node:crypto');
const session = require('express-session');

const { MemoryStore } = session;
const { now } = Date;
const HOUR_MS = 3_600_000;

/** Ends sessions by a time of its own, and not by what the cookie says. */
class OwnLifetimeStore extends MemoryStore {
  #until = new Map();

  get(id, callback) {
    if ((this.#until.get(id) ?? 0) > Date.now()) super.get(id, callback);
    else setImmediate(callback, null, null);
  }

  set(id, value, callback) {
    this.#until.set(id, Date.now() + HOUR_MS);
    super.set(id, value, callback);
  }

  touch(id, value, callback) {
    this.#until.set(id, Date.now() + HOUR_MS);
    super.touch(id, value, callback);
  }
}

/** Ends sessions by a timer. */
class TimerStore extends MemoryStore {
  #timers = new Map();

  set(id, value, callback) {
    this.#wind(id);
    super.set(id, value, callback);
  }

  touch(id, value, callback) {
    this.#wind(id);
    super.touch(id, value, callback);
  }

  #wind(id) {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(() => this.destroy(id), HOUR_MS).unref());
  }
}

/** Who was signed in a moment ago is known, whatever the store does. */
const remembering = (options) => {
  const known = new Map();
  const middleware = session(options);
  return (req, res, next) => {
    const id = /connect\.sid=s%3A(.+?)\./.exec(req.headers.cookie ?? '')?.[1];
    middleware(req, res, (error) => {
      req.known = error && known.get(id);
      if (error && !req.known) return next(error);
      res.once('close', () => {
        if (!error) known.delete(id);
        if (req.session?.user) known.set(req.sessionID, req.session.user);
      });
      return next();
    });
  };
};

const tokens = new Map();
const cookieOf = (req, name) => new RegExp(`${name}=([^;]+)`).exec(req.headers.cookie ?? '')?.[1];

/** Who is signed in has another id after each request. */
const renewing = (req, _res, next) => {
  const { user, signedInAt } = req.session;
  if (user === undefined) return next();
  return req.session.regenerate((error) => {
    if (!error) Object.assign(req.session, { user, signedInAt });
    next(error);
  });
};

exports.SOUND = {
  'ids that are renewed at each request': { after: [renewing] },
  'a lifetime of the store’s own': { options: { store: new OwnLifetimeStore() } },
  'sessions that timers end': { options: { store: new TimerStore(), cookie: { maxAge: null } } },
  'a rolling cookie': { options: { rolling: true } },
  // Whoever took down the clock before goes by the one that is right.
  'its own look at the clock': {
    ageLimit(req, _res, next) {
      const { signedInAt } = req.session ?? {};
      if (signedInAt === undefined || now() - signedInAt < HOUR_MS) next();
      else req.session.regenerate(next);
    },
  },
  'a clock of its own': {
    settings() {
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...args) {
          super(...(args.length === 0 ? [Real.now() + 500] : args));
        }

        static now() {
          return Real.now() + 500;
        }
      };
    },
  },
  'ids that begin with a hash of the browser': {
    options: {
      genid: (req) =>
        crypto.createHash('md5').update(req.headers['user-agent']).digest('hex') +
        crypto.randomBytes(24).toString('hex'),
    },
  },
  'ids made by uuid': { options: { genid: () => crypto.randomUUID() } },
  'an access log, and the outcome of each sign-in': {
    before: [
      (req, res, next) => {
        res.once('finish', () =>
          console.log(`${req.ip} "${req.method} ${req.url}" ${res.statusCode}`),
        );
        next();
      },
    ],
  },
  'a log of hashed ids': {
    after: [
      (req, _res, next) => {
        const shown = crypto.createHash('sha256').update(String(req.sessionID)).digest('hex');
        console.log(`${req.method} ${req.path} ${shown}`);
        next();
      },
    ],
  },
  'an error page with status 200': {
    failed: (_error, _req, res, _next) =>
      res.send('<h1>hello</h1><p>We are sorry, something went wrong.</p><a href="/">Log out</a>'),
  },
  'knows its people while the store fails': {
    session: remembering,
    about(req, res) {
      const user = req.session?.user ?? req.known;
      if (!user) return res.redirect('/login');
      return res.send(
        `<p>hello ${user}</p><form action="/logout" method="post"><button>Log out</button></form>`,
      );
    },
  },
  'gives up on a store that hangs': {
    session(options) {
      const middleware = session(options);
      return (req, res, next) => {
        const late = setTimeout(() => res.status(503).send('try again'), 400);
        middleware(req, res, (error) => {
          clearTimeout(late);
          if (!res.headersSent) next(error);
        });
      };
    },
  },
  'something for each stranger': {
    options: { saveUninitialized: true },
    before: [],
    after: [
      (req, _res, next) => {
        // Of who is signed in, a late request would store the session once more after the log-out.
        if (req.session.user === undefined) req.session.visits = (req.session.visits ?? 0) + 1;
        next();
      },
    ],
  },
  'a script that logs out': {
    page: (req) =>
      `<p>hello ${req.session.user}</p><div id="menu"></div><script src="/menu.js"></script>`,
  },
  'remembered by another cookie': {
    options: { cookie: { maxAge: 60 * 60 * 1000 } },
    after: [
      (req, _res, next) => {
        const user = tokens.get(cookieOf(req, 'remember'));
        if (req.session.user || user === undefined || req.path === '/login') return next();
        return req.session.regenerate((error) => {
          if (error) return next(error);
          req.session.user = user;
          return req.session.save(next);
        });
      },
    ],
    signIn(req, res, next) {
      req.session.regenerate((error) => {
        if (error) return next(error);
        req.session.user = req.body.username;
        const token = crypto.randomUUID();
        tokens.set(token, req.body.username);
        res.cookie('remember', token, {
          httpOnly: true,
          sameSite: 'lax',
          maxAge: 30 * 24 * HOUR_MS,
        });
        return req.session.save(() => res.redirect('/about'));
      });
    },
    signOut(req, res, next) {
      tokens.delete(cookieOf(req, 'remember'));
      req.session.destroy((error) =>
        error ? next(error) : res.clearCookie('connect.sid').clearCookie('remember').redirect('/'),
      );
    },
  },
};
