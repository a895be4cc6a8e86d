// The store never says that it has ended a session, and the app does not wait for it.
const session = require('express-session');
const { startApp } = require('./app.cjs');

class HangingStore extends session.MemoryStore {
  destroy() {}
}

startApp(
  { store: new HangingStore() },
  {
    signIn(req, res) {
      req.session.user = req.body.username;
      req.session.save(() => res.redirect('/'));
    },
    signOut(req, res) {
      req.session.destroy(() => {});
      res.clearCookie('connect.sid').redirect('/');
    },
  },
);
