// Log-out takes the user out of the session; what else it holds (a cart) stays. Nobody is signed in any more.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.urlencoded());
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.get('/', (_req, res) => res.send('home'));
app.get('/about', (req, res) =>
  req.session.user ? res.send('hello alice <a href="/logout">out</a>') : res.redirect('/login'),
);
app.get('/login', (_req, res) =>
  res.send(
    '<form method="post" action="/login"><input name="username"><input type="password" name="password"></form>',
  ),
);
app.post('/login', (req, res, next) => {
  if (!req.body.username)
    return res
      .status(422)
      .send(
        '<form method="post" action="/login"><input name="username"><input type="password" name="password"></form>',
      );
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = 'alice';
    req.session.cart = ['chair'];
    res.redirect('/about');
  });
});
app.get('/logout', (req, res) => {
  delete req.session.user;
  res.redirect('/');
});
app.listen(process.env.PORT || 3000);
