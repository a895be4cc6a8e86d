// A password opens its home page, and the page of the account wants a code as well, which no visitor of ours has.
const session = require('express-session');
const { page, startApp } = require('./app.cjs');

startApp(
  { store: new session.MemoryStore() },
  {
    home: (req, res) => res.send(page(req.session.user, 'Home')),
    about(req, res) {
      if (!req.session.user) return res.redirect('/login');
      if (!req.session.hasCode) return res.redirect('/login-code');
      res.send(page(req.session.user, 'About'));
    },
    signIn(req, res) {
      req.session.regenerate(() => {
        req.session.user = req.body.username;
        req.session.save(() => res.redirect('/'));
      });
    },
  },
);
