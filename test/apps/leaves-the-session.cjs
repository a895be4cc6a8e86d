// Its fault: the log-out drops the cookie alone.
const { startApp } = require('./app.cjs');

startApp(
  {},
  {
    signOut(_req, res) {
      res.clearCookie('connect.sid').redirect('/');
    },
  },
);
