// Faults of what becomes of visitors when something fails, and of what an app prints.
const { FileStore } = require('./file-store.cjs');
const { session } = require('./packages.cjs');

const { MemoryStore } = session;

/** Behaves as express-session's own, and is not taken for it. */
class OwnStore extends MemoryStore {}

const inProduction = () => {
  process.env.NODE_ENV = 'production';
};

/** express-session, with somebody to hear of its errors. */
const hearing = (onError) => (options) => {
  const middleware = session(options);
  return (req, res, next) =>
    middleware(req, res, (error) => (error ? onError(error, next) : next()));
};

exports.FAULTS = {
  'open while the store fails': {
    session: hearing((_error, next) => next()),
    about(req, res) {
      if (req.session && !req.session.user) res.redirect('/login');
      else {
        res.send(
          `<p>hello ${req.session?.user}</p><form action="/logout" method="post"><button>Log out</button></form>`,
        );
      }
    },
  },
  'ends when the store fails': {
    session: hearing((error) =>
      setImmediate(() => {
        throw error;
      }),
    ),
  },
  'stack traces in production': {
    settings: inProduction,
    options: { store: new OwnStore() },
    failed: (error, _req, res, _next) =>
      res.status(error.status ?? 500).send(`<pre>${error.stack}</pre>`),
  },
  'ids in the log': {
    after: [
      (req, _res, next) => {
        console.log(`${req.method} ${req.path} ${req.sessionID}`);
        next();
      },
    ],
  },
  'passwords in the log': {
    log: (req, outcome) => console.log(`sign-in ${outcome}: ${JSON.stringify(req.body)}`),
  },
  'MemoryStore in production': { settings: inProduction },
  'a record for each stranger': { options: { saveUninitialized: true } },
  'no way out on the page': {
    page: (req) => `<p>hello ${req.session.user}</p><a href="/">home</a>`,
  },
};

/** What the app without a fault has in common with the one that has it. */
exports.BESIDE = {
  'MemoryStore in production': {
    settings: inProduction,
    session: (options) => session({ ...options, store: new FileStore(process.env.SESSIONS) }),
  },
};
