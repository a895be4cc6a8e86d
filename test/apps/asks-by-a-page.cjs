// It tells strangers by a page with status 200 to sign in. FAULT: "open" shows them the page itself, "stays" leaves the
// session signed in at the log-out, "late" redirects before the session is stored, "loses" keeps nothing.
const session = require('express-session');
const { page, startApp } = require('./app.cjs');

const { FAULT } = process.env;
const orders = '<h1>Your orders</h1><p>Three pairs of shoes, sent on Monday.</p>';

class SlowStore extends session.MemoryStore {
  set(id, value, done) {
    if (FAULT === 'loses') setImmediate(done);
    else setTimeout(() => super.set(id, value, done), 250);
  }
}

startApp(
  { store: FAULT === 'late' || FAULT === 'loses' ? new SlowStore() : new session.MemoryStore() },
  {
    ...(FAULT === 'late' && {
      home: (req, res) => res.send(page(req.session.user, 'Home')),
      signIn(req, res) {
        req.session.regenerate(() => {
          req.session.user = req.body.username;
          res.redirect('/about');
        });
      },
    }),
    about(req, res) {
      const { user } = req.session;
      if (user || FAULT === 'open') res.send(page(user, orders));
      else res.send(page(user, '<p>This page is for customers: <a href="/login">sign in</a>.</p>'));
    },
    signOut(req, res) {
      if (FAULT === 'stays') res.clearCookie('connect.sid').redirect('/');
      else req.session.destroy(() => res.clearCookie('connect.sid').redirect('/'));
    },
  },
);
