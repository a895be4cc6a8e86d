// One small app with a sign-in, a protected page and a log-out, sound in all. FAULT plants one fault in it: each is a
// few lines that stand in the place of a sound part. SOUND makes it one of the sound kinds that people write.
const { readFileSync } = require('node:fs');
const https = require('node:https');
const session = require('express-session');
const { FAULTS } = require('../../faults/sessions.cjs');
const { SOUND } = require('./sound.cjs');

const escaped = (text = '') => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const form = (next) =>
  `<form action="/login" method="post">
  <input type="hidden" name="next" value="${escaped(next)}">
  <input name="username"><input type="password" name="password"><button>Sign in</button>
</form>`;

const page = (req) =>
  `<p>hello ${escaped(req.session.user)}</p><form action="/logout" method="post"><button>out</button></form>`;

/** A path of this site. */
const path = (next) => {
  const { origin, pathname, search } = new URL(next || '/', 'http://site.invalid');
  const isOurs = origin === 'http://site.invalid' && !pathname.startsWith('//');
  return isOurs ? pathname + search : '/';
};

const sound = {
  /** What express-session is told. */
  options: {},
  /** What comes before the session middleware. */
  before: [],
  session: (options) => session(options),
  home: (_req, res) => res.send('home'),
  about(req, res) {
    if (req.session?.user) res.send(page(req));
    else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
  },
  form: (req, res) => res.send(form(req.query.next ?? req.body?.next)),
  signIn(req, res, next) {
    req.session.regenerate((error) => {
      if (error) return next(error);
      req.session.user = req.body.username;
      req.session.save((failed) => (failed ? next(failed) : res.redirect(path(req.body.next))));
    });
  },
  signOut(req, res, next) {
    req.session.destroy((error) =>
      error ? next(error) : res.clearCookie('connect.sid').redirect('/'),
    );
  },
};

const certificate = () => ({
  key: readFileSync(process.env.KEY),
  cert: readFileSync(process.env.CERTIFICATE),
});

const part = { ...FAULTS[process.env.FAULT], ...SOUND[process.env.SOUND] };
const app = { ...sound, ...part };
const express = require(app.express ?? 'express');

function start() {
  const server = express();
  server.use(express.urlencoded({ extended: false }), express.json());
  app.settings?.(server);
  for (const handler of app.before) server.use(handler);
  const options = {
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
    ...app.options,
  };
  if (app.session) server.use(app.session(options));
  for (const handler of app.after ?? []) server.use(handler);
  server.get('/', app.home);
  server.get('/about', app.about);
  server.get('/login', app.form, sound.form);
  server.post('/login', (req, res, next) => {
    if (!req.body.username) return app.form(req, res.status(422), next);
    return app.signIn(req, res, next);
  });
  server.post('/logout', app.signOut);
  server.use((error, _req, res, _next) => {
    console.error(error.message);
    res.status(500).send('failed');
  });
  const listener = app.https ? https.createServer(certificate(), server) : server;
  listener.listen(process.env.PORT, '127.0.0.1');
}

if (app.cluster && require('node:cluster').isPrimary) {
  const cluster = require('node:cluster');
  const workers = [cluster.fork(), cluster.fork()];
  let listening = 0;
  cluster.on('listening', () => {
    listening += 1;
    if (listening === workers.length) for (const worker of workers) worker.send('all listen');
  });
} else start();
