// It leads strangers to its home page, and whoever has signed in to a page of welcome first. FAULT: "late" redirects
// before the session is stored.
const session = require('express-session');
const { page, startApp } = require('./app.cjs');

const { FAULT } = process.env;

class SlowStore extends session.MemoryStore {
  set(id, value, done) {
    setTimeout(() => super.set(id, value, done), 250);
  }
}

startApp(
  { store: FAULT === 'late' ? new SlowStore() : new session.MemoryStore() },
  {
    home: (req, res) => res.send(page(req.session.user, 'Home')),
    about(req, res) {
      const { user, isWelcome } = req.session;
      if (!user) return res.redirect('/');
      req.session.isWelcome = true;
      return isWelcome ? res.send(page(user, 'About')) : res.redirect('/welcome');
    },
    signIn(req, res) {
      req.session.regenerate(() => {
        req.session.user = req.body.username;
        if (FAULT === 'late') res.redirect('/about');
        else req.session.save(() => res.redirect('/about'));
      });
    },
  },
);
