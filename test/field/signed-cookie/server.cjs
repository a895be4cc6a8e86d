// A sound app that also has a signed cookie of its own (cookie-parser): the visitor's language.
const express = require('express');
const session = require('express-session');
const cookieParser = require('cookie-parser');
const app = express();
app.use(cookieParser('a secret of this test app, long enough'));
app.use(express.urlencoded());
app.use((req, res, next) => {
  if (!req.signedCookies.lang) res.cookie('lang', 'en-GB', { signed: true });
  next();
});
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
const form =
  '<form method="post" action="/login"><input name="username"><input type="password" name="password"></form>';
app.get('/', (_req, res) => res.send('home'));
app.get('/about', (req, res) =>
  req.session.user ? res.send('hello alice <a href="/logout">out</a>') : res.redirect('/login'),
);
app.get('/login', (_req, res) => res.send(form));
app.post('/login', (req, res, next) => {
  if (!req.body.username) return res.status(422).send(form);
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = 'alice';
    req.session.save((failed) => (failed ? next(failed) : res.redirect('/about')));
  });
});
app.get('/logout', (req, res) =>
  req.session.destroy(() => res.clearCookie('connect.sid').redirect('/')),
);
app.listen(process.env.PORT || 3000);
