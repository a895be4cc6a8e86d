// What these apps share: a sound sign-in and log-out. Each of them puts its own fault in the place of a part.
const express = require('express');
const session = require('express-session');

const escaped = (text = '') => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (user, main) => `<!doctype html><title>An app</title>
<nav><a href="/">Home</a> ${user ? `${escaped(user)} <form action="/logout" method="post"><button>Log out</button></form>` : ''}</nav>
<main>${main}</main>`;

const form = (next) =>
  page(
    undefined,
    `<form action="/login" method="post">
  <input type="hidden" name="next" value="${escaped(next)}">
  <input name="username"><input type="password" name="secret"><button>Sign in</button>
</form>`,
  );

const askToSignIn = (req, res) =>
  res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);

const sound = {
  home(req, res) {
    req.session.theme ??= 'dark';
    req.session.save(() => res.send(page(req.session.user, 'Home')));
  },
  about(req, res) {
    if (req.session.user) res.send(page(req.session.user, 'About'));
    else askToSignIn(req, res);
  },
  signIn(req, res) {
    req.session.regenerate(() => {
      req.session.user = req.body.username;
      req.session.save(() => res.redirect(req.body.next || '/'));
    });
  },
  signOut(req, res) {
    req.session.destroy(() => res.clearCookie('connect.sid').redirect('/'));
  },
};

exports.form = form;
exports.page = page;
exports.sound = sound;

/** Starts an app with these options of express-session's, and these handlers. */
exports.startApp = (options, handlers = {}) => {
  const { home, about, signIn, signOut } = { ...sound, ...handlers };
  const app = express();
  app.use(
    session({
      secret: 'a secret for tests alone',
      resave: false,
      saveUninitialized: false,
      ...options,
    }),
  );
  app.use(express.urlencoded({ extended: false }));
  app.get('/', home);
  app.get('/about', about);
  app.get('/login', (req, res) => res.send(form(req.query.next)));
  app.post('/login', (req, res) => {
    if (req.body.username) signIn(req, res);
    else res.status(422).send(form(req.body.next));
  });
  app.post('/logout', signOut);
  app.listen(process.env.PORT, '127.0.0.1');
};
