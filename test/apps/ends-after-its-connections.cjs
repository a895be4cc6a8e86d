// Its fault: a mistake in the sign-in ends the process, which is busy for a while after it has closed its connections.
const { startApp } = require('./app.cjs');

startApp(
  {},
  {
    signIn(req) {
      req.socket.destroy();
      setTimeout(() => {
        throw new Error('no such user');
      }, 100);
    },
  },
);
