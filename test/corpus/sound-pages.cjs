// Sound apps that answer, store and listen in ways that are easily taken for a fault.
const crypto = require('node:crypto');
const { Store } = require('express-session');

/** Keeps sessions in a Map, and is no MemoryStore. */
class MapStore extends Store {
  #sessions = new Map();

  get(id, callback) {
    const text = this.#sessions.get(id);
    const value = text && JSON.parse(text);
    const isOver = value?.cookie.expires && Date.parse(value.cookie.expires) <= Date.now();
    setImmediate(callback, null, isOver ? null : value);
  }

  set(id, value, callback) {
    this.#sessions.set(id, JSON.stringify(value));
    setImmediate(callback, null);
  }

  touch(id, value, callback) {
    if (this.#sessions.has(id)) this.#sessions.set(id, JSON.stringify(value));
    setImmediate(callback, null);
  }

  destroy(id, callback) {
    this.#sessions.delete(id);
    setImmediate(callback ?? (() => {}), null);
  }
}

const token = (req) => {
  req.session.token = crypto.randomBytes(16).toString('hex');
  return `<input type="hidden" name="_csrf" value="${req.session.token}">`;
};
/** Each token counts once, whatever comes of it. */
const isToken = (req) => {
  const { token: known } = req.session;
  req.session.token = undefined;
  return known !== undefined && req.body._csrf === known;
};

const begin = (req, res, next, path) =>
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.username;
    req.session.signedInAt = Date.now();
    return req.session.save((failed) => (failed ? next(failed) : res.redirect(path)));
  });

exports.SOUND = {
  // As examples/auth of Express does; its form is there for whoever asks.
  'leads back to the form': {
    signIn: (req, res, next) => begin(req, res, next, '/login'),
    about(req, res) {
      if (req.session.user) return res.send(this.page(req));
      return res.redirect('/login');
    },
  },
  'tells strangers so with status 200': {
    about(req, res) {
      if (req.session.user) res.send(this.page(req));
      else res.send('Please <a href="/login">sign in</a> to view this page!');
    },
    signIn: (req, res, next) => begin(req, res, next, '/about'),
  },
  'tokens that count once': {
    ownSite: (_req, _res, next) => next(),
    form(req, res) {
      if (req.session.user) return res.redirect('/about');
      return res.send(
        `<form action="/login" method="post">${token(req)}<input name="username"><input type="password" name="password"><button>Sign in</button></form>`,
      );
    },
    about(req, res) {
      if (!req.session.user) return res.redirect('/login');
      return res.send(
        `hello <form action="/logout" method="post">${token(req)}<button>Log out</button></form>`,
      );
    },
    signIn(req, res, next) {
      if (!isToken(req)) return res.status(403).send('this form is too old');
      return begin(req, res, next, '/about');
    },
    signOut(req, res, next) {
      if (!isToken(req)) return res.status(403).send('this form is too old');
      return req.session.destroy((error) =>
        error ? next(error) : res.clearCookie('connect.sid').redirect('/'),
      );
    },
  },
  'a language in each address': {
    before: [
      (req, res, next) => {
        if (req.method !== 'GET') return next();
        if (!req.url.startsWith('/en/')) return res.redirect(`/en${req.url}`);
        req.url = req.url.slice(3);
        return next();
      },
    ],
  },
  'a form that only its script sends': {
    form: (_req, res) =>
      res.send(
        '<form><input name="username"><input type="password" name="password"><button>Sign in</button></form><script src="/sign-in.js"></script>',
      ),
    refuse: (_req, res, status) => res.status(status).send('wrong name or password'),
    signIn: (req, res, next) => begin(req, res, next, '/about'),
  },
  'a store in the memory of one process': { options: { store: new MapStore() } },
  'a port that nobody can choose': {
    listen: (handler) => handler.listen(28_417, '127.0.0.1'),
  },
};
