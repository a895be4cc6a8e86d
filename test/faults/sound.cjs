// Sound apps, as different people write them.
const crypto = require('node:crypto');
const session = require('express-session');
const { lazily } = require('../../faults/lazily.cjs');

const { MemoryStore } = session;
const SECRET = 'a secret of this test app, long enough';

/** A busy database is as slow as that. */
class SlowStore extends MemoryStore {
  get(id, callback) {
    setTimeout(() => super.get(id, callback), 20);
  }

  set(id, record, callback) {
    setTimeout(() => super.set(id, record, callback), 150);
  }
}

const fields = '<input name="username"><input type="password" name="password">';

exports.SOUND = {
  plain: {},
  'Express 4': { express: 'express4' },
  'sessions of a minute': { options: { cookie: { maxAge: 60_000 } } },
  // passport 0.6: logIn() regenerates, keeps what was in the session, and saves before it calls back.
  passport: {
    options: { saveUninitialized: true },
    form: (req, res) => {
      const [message = ''] = req.session.messages ?? [];
      req.session.messages = [];
      res.send(`${message}<form action="/login" method="post">${fields}</form>`);
    },
    about(req, res) {
      if (req.session.passport?.user) {
        res.send('hello <form action="/logout" method="post"><button>out</button></form>');
        return;
      }
      req.session.returnTo = req.originalUrl;
      res.redirect('/login');
    },
    signIn(req, res, next) {
      const { returnTo } = req.session;
      req.session.regenerate((error) => {
        if (error) return next(error);
        req.session.passport = { user: req.body.username };
        return req.session.save((failed) =>
          failed ? next(failed) : res.redirect(returnTo ?? '/'),
        );
      });
    },
    // passport 0.6: logOut() saves the session without its user, and regenerates.
    signOut(req, res, next) {
      req.session.passport = {};
      req.session.save((error) => {
        if (error) return next(error);
        return req.session.regenerate((failed) => (failed ? next(failed) : res.redirect('/')));
      });
    },
  },
  // A token in the session, and in each form (csurf, csrf-sync).
  tokens: {
    form(req, res) {
      req.session.token ??= crypto.randomBytes(16).toString('hex');
      res.send(
        `<form action="/login" method="post"><input type="hidden" name="_csrf" value="${req.session.token}">${fields}</form>`,
      );
    },
    about(req, res) {
      if (!req.session.user) return res.redirect('/login');
      return res.send(
        `hello <form action="/logout" method="post"><input type="hidden" name="_csrf" value="${req.session.token}"></form>`,
      );
    },
    signIn(req, res, next) {
      if (req.body._csrf === undefined || req.body._csrf !== req.session.token) {
        return res.status(403).send('invalid csrf token');
      }
      return req.session.regenerate((error) => {
        if (error) return next(error);
        req.session.user = req.body.username;
        req.session.token = crypto.randomBytes(16).toString('hex');
        return req.session.save((failed) => (failed ? next(failed) : res.redirect('/about')));
      });
    },
    signOut(req, res, next) {
      if (req.body?._csrf !== req.session.token) return res.status(403).send('invalid csrf token');
      return req.session.destroy((error) => (error ? next(error) : res.redirect('/login')));
    },
  },
  'two cookies': {
    before: [
      // An administrator's sessions, on pages of their own.
      (req, res, next) => (req.path.startsWith('/admin') ? admin(req, res, next) : next()),
      // What the visitor likes, signed by the app itself.
      (req, res, next) => {
        if (!req.headers.cookie?.includes('lang=')) res.cookie('lang', signed('en-GB'));
        next();
      },
      (req, res, next) => {
        if (req.path !== '/') return next();
        return visits(req, res, () => {
          req.session.visits = (req.session.visits ?? 0) + 1;
          req.session.save(() => res.send('home'));
        });
      },
    ],
  },
  // As a page with fetch() does: /about answers 401, and nothing redirects.
  json: {
    about(req, res) {
      if (req.session.user) res.json({ user: req.session.user });
      else res.status(401).json({ error: 'sign in first' });
    },
    signIn(req, res, next) {
      if (!req.is('json')) return res.status(415).json({ error: 'JSON, please' });
      return req.session.regenerate((error) => {
        if (error) return next(error);
        req.session.user = req.body.username;
        return req.session.save((failed) => (failed ? next(failed) : res.json({ ok: true })));
      });
    },
    signOut: (req, res) =>
      req.session.destroy(() => res.clearCookie('connect.sid').status(204).end()),
  },
  HTTPS: { https: true, options: { cookie: { secure: true, sameSite: 'lax' } } },
  'HTTPS, Secure by itself': { https: true, options: { cookie: { secure: 'auto' } } },
  'behind a proxy': {
    options: { cookie: { secure: true, sameSite: 'lax' } },
    settings: (server) => server.set('trust proxy', 1),
  },
  // Strangers do not even learn that there is such a page.
  'hides its pages': {
    about(req, res) {
      if (!req.session.user) return res.status(404).send('not found');
      return res.send('hello <form action="/logout" method="post"><button>out</button></form>');
    },
    signIn(req, res, next) {
      req.session.regenerate((error) => {
        if (error) return next(error);
        req.session.user = req.body.username;
        return req.session.save(() => res.redirect('/about'));
      });
    },
  },
  rolling: { options: { rolling: true, cookie: { maxAge: 1_800_000, sameSite: 'lax' } } },
  'slow store': { options: { store: new SlowStore() } },
  'custom cookie name': {
    options: { name: 'shop.sid', cookie: { maxAge: 86_400_000, sameSite: 'strict' } },
    signOut: (req, res) => req.session.destroy(() => res.clearCookie('shop.sid').redirect('/')),
  },
  // The session goes on, with what is in the cart.
  'user-only log-out': {
    // Of strangers alone: a request that is under way at the log-out would bring the user back.
    home(req, res) {
      if (req.session.user) return res.send('home');
      req.session.cart ??= ['chair'];
      return req.session.save(() => res.send('home'));
    },
    signOut(req, res, next) {
      req.session.user = undefined;
      req.session.save((error) => (error ? next(error) : res.redirect('/')));
    },
  },
  // Any name will do, and everybody is alice.
  'one user': {
    signIn(req, res, next) {
      req.session.regenerate((error) => {
        if (error) return next(error);
        req.session.user = 'alice';
        return req.session.save(() => res.redirect('/about'));
      });
    },
  },
  // Whoever is signed in already is not asked again.
  'knows who is in': {
    form(req, res) {
      if (req.session.user) return res.redirect('/about');
      return res.send(`<form action="/login" method="post">${fields}</form>`);
    },
    signIn(req, res, next) {
      if (req.session.user) return res.redirect('/about');
      return req.session.regenerate((error) => {
        if (error) return next(error);
        req.session.user = req.body.username;
        return req.session.save(() => res.redirect('/about'));
      });
    },
  },
};

const admin = lazily({ name: 'admin.sid', saveUninitialized: true });
const visits = lazily({ name: 'visits' });

function signed(value) {
  const mac = crypto.createHmac('sha256', SECRET).update(value).digest('base64');
  return `s:${value}.${mac.replace(/=+$/, '')}`;
}
