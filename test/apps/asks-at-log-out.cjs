// A link to the log-out leads to a page that asks whether one means it, by a form with a token. With FAULT=keeps, the form
// leaves the session where it is.
const crypto = require('node:crypto');
const express = require('express');
const session = require('express-session');

const app = express();
app.use(session({ secret: 'not-a-secret', resave: false, saveUninitialized: false }));
app.use(express.urlencoded());

app.get('/', (req, res) => {
  res.send(
    req.session.user ? '<a href="/sign-out">Sign out</a>' : '<a href="/sign-in">Sign in</a>',
  );
});
app.get('/sign-in', (_req, res) => {
  res.send(
    '<form method="post"><input name="user"><input type="password" name="password"><button>Sign in</button></form>',
  );
});
app.post('/sign-in', (req, res, next) => {
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.user;
    req.session.token = crypto.randomUUID();
    return req.session.save(() => res.redirect('/members'));
  });
});
app.get('/members', (req, res) => {
  if (!req.session.user) return res.redirect('/sign-in');
  return res.send(`<p>Members: ${req.session.user}</p><a href="/sign-out">Sign out</a>`);
});
app.get('/sign-out', (req, res) => {
  if (!req.session.user) return res.redirect('/');
  return res.send(
    `Really? <form method="post"><input type="hidden" name="token" value="${req.session.token}"><button>Sign out</button></form>`,
  );
});
app.post('/sign-out', (req, res) => {
  if (!req.session.token || req.body.token !== req.session.token) return res.sendStatus(403);
  res.clearCookie('connect.sid');
  if (process.env.FAULT === 'keeps') return res.redirect('/');
  return req.session.destroy(() => res.redirect('/'));
});

app.listen(process.env.PORT);
