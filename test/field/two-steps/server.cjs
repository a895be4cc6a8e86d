// Asks for the name on one page, and for the password on the next one.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
const form = (fields) => `<form method="post">${fields}<button>Next</button></form>`;
app.get('/', (_req, res) => res.send('<a href="/login">Sign in</a> <a href="/about">About</a>'));
app.get('/login', (_req, res) => res.send(form('<input name="user">')));
app.post('/login', (req, res) => {
  req.session.pending = req.body.user;
  res.redirect('/login/password');
});
app.get('/login/password', (req, res) =>
  req.session.pending
    ? res.send(form('<input type="password" name="password">'))
    : res.redirect('/login'),
);
app.post('/login/password', (req, res, next) => {
  const { pending } = req.session;
  if (!pending) return res.redirect('/login');
  return req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = pending;
    return req.session.save(() => res.redirect('/about'));
  });
});
app.get('/about', (req, res) =>
  req.session.user ? res.send(`hello ${req.session.user}`) : res.redirect('/login'),
);
app.listen(process.env.PORT || 3000);
