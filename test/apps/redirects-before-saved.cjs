// CommonJS on a MemoryStore that takes its time. Its fault: the sign-in answers before the session is stored.
const { MemoryStore } = require('express-session');
const { startApp } = require('./app.cjs');

/** As far away as a busy database. */
class SlowStore extends MemoryStore {
  set(id, record, callback) {
    setTimeout(() => super.set(id, record, callback), 400);
  }
}

startApp(
  { store: new SlowStore() },
  {
    signIn(req, res) {
      req.session.regenerate(() => {
        req.session.user = req.body.username;
        res.redirect(req.body.next || '/');
      });
    },
  },
);
