// One small app with a sign-in, a protected page and a log-out, sound in all that an audit tries. FAULT plants one fault
// in it: each is a few lines that stand in the place of a sound part; WITHOUT makes it the same app without that fault. `session-app learn` runs it with a fault and
// without, and the tests find each fault in it.
const cluster = require('node:cluster');
const crypto = require('node:crypto');
const { readFileSync } = require('node:fs');
const https = require('node:https');
const { express, helmet, session } = require('./packages.cjs');
const { BESIDE, FAULTS } = require('./faults.cjs');

const ACCOUNTS = { alice: 'correct-horse-battery' };
const IDLE_MS = 2 * 60 * 60 * 1000;
const ABSOLUTE_MS = 12 * 60 * 60 * 1000;
const MOST_FAILURES = 5;

const escaped = (text = '') => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A path of this site. */
const pathIn = (next) => {
  const { origin, pathname, search } = new URL(next || '/', 'http://site.invalid');
  const isOurs = origin === 'http://site.invalid' && !pathname.startsWith('//');
  return isOurs ? pathname + search : '/';
};

const digest = (text) => crypto.createHash('sha256').update(text).digest();

/** How often a name was refused at an address: nobody else can lock its owner out. */
const failures = new Map();

const sound = {
  /** What express-session is told. */
  options: {},
  /** What comes before the session middleware. */
  before: [],
  /** What comes after it. */
  after: [],
  headers: helmet({ referrerPolicy: { policy: 'same-origin' } }),
  /** Refuses what pages of other sites have a browser send. */
  ownSite(req, res, next) {
    const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(req.method);
    const site = req.get('Sec-Fetch-Site') ?? 'same-origin';
    const origin = req.get('Origin');
    const isOwn =
      origin === undefined || (URL.canParse(origin) && new URL(origin).host === req.get('Host'));
    if (isRead || (isOwn && ['same-origin', 'none'].includes(site))) next();
    else res.status(403).send('not from here');
  },
  noStore(_req, res, next) {
    res.set('Cache-Control', 'no-store');
    next();
  },
  session: (options) => session(options),
  /** Ends a session that is too old, however often it is used. */
  ageLimit(req, _res, next) {
    const { signedInAt } = req.session ?? {};
    if (signedInAt === undefined || Date.now() - signedInAt < ABSOLUTE_MS) next();
    else req.session.regenerate(next);
  },
  home: (_req, res) => res.send('home'),
  about(req, res) {
    if (req.session?.user) res.send(app.page(req));
    else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
  },
  page: (req) =>
    `<p>hello ${escaped(req.session.user)}</p><form action="/logout" method="post"><button>Log out</button></form>`,
  form: (req, res) =>
    res.send(`<form action="/login" method="post">
  <input type="hidden" name="next" value="${escaped(req.query.next ?? req.body?.next)}">
  <input name="username"><input type="password" name="password"><button>Sign in</button>
</form>`),
  /** Whether the name and the password are right; undefined where too many were wrong. */
  check(req) {
    const { username = '', password = '' } = req.body;
    const key = `${req.ip} ${username}`;
    if ((failures.get(key) ?? 0) >= MOST_FAILURES) return undefined;
    const known = Object.hasOwn(ACCOUNTS, username) ? ACCOUNTS[username] : '';
    const isRight = crypto.timingSafeEqual(digest(known), digest(String(password))) && known !== '';
    if (!isRight) failures.set(key, (failures.get(key) ?? 0) + 1);
    return isRight;
  },
  refuse: (req, res, status) => {
    res.status(status);
    return app.form(req, res);
  },
  log: (req, outcome) =>
    console.log(`sign-in ${outcome}: ${JSON.stringify(String(req.body.username))}`),
  signIn(req, res, next) {
    req.session.regenerate((error) => {
      if (error) return next(error);
      req.session.user = req.body.username;
      req.session.signedInAt = Date.now();
      return req.session.save((failed) =>
        failed ? next(failed) : res.redirect(pathIn(req.body.next)),
      );
    });
  },
  signOut(req, res, next) {
    req.session.destroy((error) =>
      error ? next(error) : res.clearCookie('connect.sid').redirect('/'),
    );
  },
  failed(error, _req, res, _next) {
    console.error(error.message);
    res.status(error.status ?? 500).send('failed');
  },
  settings() {},
  listen: (listener) => listener.listen(process.env.PORT, '127.0.0.1'),
  /** More pages; the second argument has the users' passwords. */
  pages() {},
};

const certificate = () => ({
  key: readFileSync(process.env.KEY),
  cert: readFileSync(process.env.CERTIFICATE),
});

let app = sound;

function start() {
  const server = express();
  app.settings(server);
  server.use(app.headers, app.noStore);
  server.use(express.urlencoded({ extended: false }), express.json());
  for (const handler of app.before) server.use(handler);
  const options = {
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
    ...app.options,
    cookie: { maxAge: IDLE_MS, sameSite: 'lax', ...app.options.cookie },
  };
  if (app.session) server.use(app.session(options));
  server.use(app.ageLimit, app.ownSite);
  for (const handler of app.after) server.use(handler);
  server.get('/', app.home);
  server.get('/about', (req, res) => app.about(req, res));
  server.get('/login', app.form, sound.form);
  server.post('/login', (req, res, next) => {
    const isRight = app.check(req);
    app.log(req, isRight ? 'accepted' : 'refused');
    if (isRight === undefined) return app.refuse(req, res, 429);
    if (!app.trustsNext) req.body.next = pathIn(req.body.next);
    return isRight ? app.signIn(req, res, next) : app.refuse(req, res, 422);
  });
  server.post('/logout', app.signOut);
  app.pages(server, ACCOUNTS);
  server.use(app.failed);
  const listener = app.https ? https.createServer(certificate(), server) : server;
  app.listen(listener);
}

/** Runs the app, with parts in the place of its own. */
exports.run = (part = {}) => {
  const { FAULT, WITHOUT } = process.env;
  app = { ...sound, ...FAULTS[FAULT], ...BESIDE[WITHOUT], ...part };
  if (!app.cluster || !cluster.isPrimary) return start();
  const workers = [cluster.fork(), cluster.fork()];
  let listening = 0;
  cluster.on('listening', () => {
    listening += 1;
    if (listening === workers.length) for (const worker of workers) worker.send('all listen');
  });
};

if (require.main === module) exports.run();
