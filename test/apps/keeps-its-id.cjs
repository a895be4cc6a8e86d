// CommonJS on session-file-store. Its fault: the session keeps its id at sign-in.
const FileStore = require('session-file-store')(require('express-session'));
const { startApp } = require('./app.cjs');

startApp(
  { store: new FileStore({ path: process.env.SESSIONS, logFn: () => {} }) },
  {
    signIn(req, res) {
      req.session.user = req.body.username;
      req.session.save(() => res.redirect(req.body.next || '/'));
    },
  },
);
