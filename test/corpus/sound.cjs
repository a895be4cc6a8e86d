// Sound apps, as different people write them: parts that stand in the place of the sound app's, or a function that makes
// them of packages.
const crypto = require('node:crypto');
const session = require('express-session');

const form = (hidden = '') =>
  `<form action="/login" method="post">${hidden}<input name="username"><input type="password" name="password"><button>Sign in</button></form>`;

/** Keeps what signs a visitor in, and leads to the page. */
function begin(req, res, next, end = () => res.redirect('/about')) {
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.username;
    req.session.signedInAt = Date.now();
    return req.session.save((failed) => (failed ? next(failed) : end()));
  });
}

exports.SOUND = {
  ...require('./sound-lifetimes.cjs').SOUND,
  ...require('./sound-pages.cjs').SOUND,
  ...require('./sound-passwords.cjs').SOUND,
  ...require('./sound-tokens.cjs').SOUND,
  ...require('./sound-other-sites.cjs').SOUND,
  plain: {},
  // passport's logIn() regenerates the session and saves it, logOut() as well.
  passport() {
    const passport = require('passport');
    const { Strategy } = require('passport-local');
    passport.use(new Strategy((name, _password, done) => done(null, { name })));
    passport.serializeUser((user, done) => done(null, user.name));
    passport.deserializeUser((name, done) => done(null, { name }));
    return {
      after: [passport.session()],
      about(req, res) {
        if (req.isAuthenticated()) return res.send(this.page({ session: { user: req.user.name } }));
        req.session.returnTo = req.originalUrl;
        return res.redirect('/login');
      },
      form: (_req, res) => res.send(form()),
      signIn: (req, res, next) =>
        passport.authenticate('local', {
          successReturnToOrRedirect: '/about',
          failureRedirect: '/login',
          keepSessionInfo: true,
        })(req, res, (error) => (error ? next(error) : res.redirect('/about'))),
      signOut: (req, res, next) => req.logout((error) => (error ? next(error) : res.redirect('/'))),
    };
  },
  // A token in the session, and in each form.
  tokens: {
    ownSite: (_req, _res, next) => next(),
    form(req, res) {
      req.session.token ??= crypto.randomBytes(16).toString('hex');
      res.send(form(`<input type="hidden" name="_csrf" value="${req.session.token}">`));
    },
    page: (req) =>
      `hello <form action="/logout" method="post"><input type="hidden" name="_csrf" value="${req.session.token}"><button>Log out</button></form>`,
    signIn(req, res, next) {
      if (!req.session.token || req.body._csrf !== req.session.token) {
        return res.status(403).send('invalid csrf token');
      }
      const { token } = req.session;
      return begin(req, res, next, () => {
        req.session.token = token;
        req.session.save(() => res.redirect('/about'));
      });
    },
    signOut(req, res, next) {
      if (!req.session.token || req.body._csrf !== req.session.token) {
        return res.status(403).send('invalid csrf token');
      }
      return req.session.destroy((error) =>
        error ? next(error) : res.clearCookie('connect.sid').redirect('/login'),
      );
    },
  },
  // A token in a cookie and in each form, bound to the session.
  'double submit'() {
    const cookies = require('cookie-parser');
    const { doubleCsrf } = require('csrf-csrf');
    const { doubleCsrfProtection, generateCsrfToken } = doubleCsrf({
      getSecret: () => 'a secret of the tokens, long enough',
      getSessionIdentifier: (req) => req.session.id,
      getCsrfTokenFromRequest: (req) => req.body?._csrf,
      cookieName: 'csrf',
      cookieOptions: { sameSite: 'lax', secure: false },
    });
    return {
      ownSite: (_req, _res, next) => next(),
      after: [
        cookies(),
        (req, res, next) => {
          // A token of a session that is not kept would count in none.
          if (req.path === '/login' && req.method === 'GET') req.session.asked = true;
          doubleCsrfProtection(req, res, next);
        },
      ],
      form: (req, res) =>
        res.send(form(`<input type="hidden" name="_csrf" value="${generateCsrfToken(req, res)}">`)),
      about(req, res) {
        if (!req.session.user) return res.redirect('/login');
        return res.send(
          `hello <form action="/logout" method="post"><input type="hidden" name="_csrf" value="${generateCsrfToken(req, res, { overwrite: true })}"><button>Log out</button></form>`,
        );
      },
      signIn: begin,
    };
  },
  // As a page with fetch() does: /about answers 401, nothing redirects, and nothing but JSON is taken.
  json: {
    about(req, res) {
      if (req.session.user) res.json({ user: req.session.user });
      else res.status(401).json({ error: 'sign in first' });
    },
    form: (_req, res) => res.send('<div id="app"></div>'),
    refuse: (_req, res, status) => res.status(status).json({ error: 'wrong name or password' }),
    signIn(req, res, next) {
      if (!req.is('json')) return res.status(415).json({ error: 'JSON, please' });
      return begin(req, res, next, () => res.json({ ok: true }));
    },
    signOut: (req, res) =>
      req.session.destroy(() => res.clearCookie('connect.sid').status(204).end()),
  },
  'behind a proxy': {
    options: { name: '__Host-sid', cookie: { secure: true, sameSite: 'lax' } },
    settings: (server) => server.set('trust proxy', 1),
    ownSite(req, res, next) {
      const origin = req.get('Origin');
      const isOwn = origin === undefined || new URL(origin).host === req.host;
      if (req.method === 'GET' || isOwn) next();
      else res.status(403).send('not from here');
    },
    signOut: (req, res) =>
      req.session.destroy(() =>
        res.clearCookie('__Host-sid', { secure: true, path: '/' }).redirect('/'),
      ),
  },
  redis() {
    const { RedisStore } = require('connect-redis');
    const { createClient } = require('redis');
    const client = createClient({ url: process.env.REDIS_URL });
    client.on('error', () => {});
    client.connect();
    return { options: { store: new RedisStore({ client, prefix: `${process.env.PREFIX}:` }) } };
  },
  files: {
    session(options) {
      const { FileStore } = require('../../faults/file-store.cjs');
      return session({ ...options, store: new FileStore(process.env.SESSIONS) });
    },
  },
  rolling: { options: { rolling: true, cookie: { maxAge: 1_800_000, sameSite: 'lax' } } },
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
      req.session.signedInAt = undefined;
      req.session.save((error) => (error ? next(error) : res.redirect('/')));
    },
  },
  // Whoever is signed in already is not asked again.
  'knows who is in': {
    form(req, res) {
      if (req.session.user) return res.redirect('/about');
      return res.send(form());
    },
    signIn(req, res, next) {
      if (req.session.user) return res.redirect('/about');
      return begin(req, res, next);
    },
  },
  // No stranger has a session, and nobody who has one can sign in: there is no id to keep.
  'nobody signs in twice': {
    signIn(req, res, next) {
      req.session.user = req.body.username;
      req.session.signedInAt = Date.now();
      return req.session.save((error) => (error ? next(error) : res.redirect('/about')));
    },
    after: [
      (req, res, next) =>
        req.session.user && req.path === '/login' ? res.redirect('/about') : next(),
    ],
  },
  // Strangers are not told that there is such a page.
  'hides its pages': {
    about(req, res) {
      if (req.session.user) res.send(this.page(req));
      else res.status(404).send('there is no such page');
    },
  },
};
