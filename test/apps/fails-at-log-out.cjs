// Its fault: a log-out ends in an error, and the session goes on.
const { startApp } = require('./app.cjs');

startApp({}, { signOut: (_req, _res, next) => next(new Error('passport wants a callback here')) });
