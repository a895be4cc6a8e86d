// Its fault: a mistake in the sign-in ends the process.
const { startApp } = require('./app.cjs');

startApp(
  {},
  {
    signIn(req) {
      setImmediate(() => {
        throw new Error(`no such user: ${req.body.username}`);
      });
    },
  },
);
