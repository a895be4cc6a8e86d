// The form is on the home page, for everybody; whoever is signed in and sends it once more is led back there at once.
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
app.get('/', (_req, res) =>
  res.send(
    '<form method="post" action="/login"><input name="username"><input type="password" name="password"></form><a href="/profile">profile</a>',
  ),
);
app.get('/profile', (req, res) =>
  req.session.user ? res.send('hello <a href="/logout">out</a>') : res.sendStatus(403),
);
app.post('/login', (req, res, next) => {
  if (req.session.user) return res.redirect('/');
  if (!req.body.username) return res.sendStatus(401);
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.username;
    req.session.save(() => res.redirect('/'));
  });
});
app.get('/logout', (req, res) => req.session.destroy(() => res.redirect('/')));
app.listen(process.env.PORT || 3000);
