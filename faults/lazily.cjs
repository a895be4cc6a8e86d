const { session } = require('./packages.cjs');

/** A session middleware that is set up when it is first needed: its store is one that the app makes. */
exports.lazily = (options) => {
  let middleware;
  return (req, res, next) => {
    middleware ??= session({
      secret: 'the secret of the other app, long enough',
      resave: false,
      saveUninitialized: false,
      ...options,
    });
    middleware(req, res, next);
  };
};
