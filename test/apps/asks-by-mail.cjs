// Signs people in by a link that it sends by mail: its form asks for no password, and has a token in it.
const express = require('express');
const session = require('express-session');

const app = express();
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.use(express.urlencoded({ extended: false }));
app.get('/', (_req, res) => res.send('home'));
app.get('/about', (req, res) => (req.session.user ? res.send('about') : res.redirect('/login')));
app.get('/login', (req, res) => {
  req.session.token ??= 'a token that only this session has';
  res.send(
    `<form action="/login/mail" method="post"><input type="hidden" name="_csrf" value="${req.session.token}"><input type="email" name="email"><button>Send a link</button></form>`,
  );
});
app.post('/login', (_req, res) => res.status(403).send('no'));
app.post('/login/mail', (req, res) => {
  if (!req.session.token || req.body._csrf !== req.session.token) {
    return res.status(403).send('invalid csrf token');
  }
  return res.send('Look into your mail.');
});
app.listen(process.env.PORT, '127.0.0.1');
