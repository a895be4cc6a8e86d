// Its fault: the session is in the cookie alone (cookie-session), so that no log-out ends it. LEADS_TO: where a sign-in leads.
const express = require('express');
const session = require('cookie-session');
const { form, page, sound } = require('./app.cjs');

const app = express();
app.use(session({ keys: ['a secret for tests alone'] }));
app.use(express.urlencoded({ extended: false }));
app.get('/', (_req, res) => res.send(page(undefined, '<a href="/login">Sign in</a>')));
app.get('/about', sound.about);
app.get('/login', (req, res) => res.send(form(req.query.next)));
app.post('/login', (req, res) => {
  if (!req.body.username) return res.status(422).send(form(req.body.next));
  req.session = { user: req.body.username };
  return res.redirect(process.env.LEADS_TO ?? (req.body.next || '/'));
});
app.post('/logout', (req, res) => {
  req.session = null;
  res.redirect('/');
});
app.listen(process.env.PORT, '127.0.0.1');
