// CommonJS on session-file-store. Its fault: the session keeps its id at sign-in.
const express = require('express');
const session = require('express-session');
const FileStore = require('session-file-store')(session);
const { about, form, home } = require('./pages.cjs');

const app = express();
app.use(
  session({
    store: new FileStore({ path: process.env.SESSIONS, logFn: () => {} }),
    secret: 'a secret for tests alone',
    resave: false,
    saveUninitialized: false,
  }),
);
app.use(express.urlencoded({ extended: false }));

app.get('/', (req, res) => {
  req.session.theme ??= 'dark';
  req.session.save(() => res.send(home(req.session.user)));
});
app.get('/about', (req, res) => {
  if (req.session.user) res.send(about(req.session.user));
  else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
});
app.get('/login', (req, res) => res.send(form(req.query.next)));
app.post('/login', (req, res) => {
  if (!req.body.username) return res.status(422).send(form(req.body.next));
  req.session.user = req.body.username;
  req.session.save(() => res.redirect(req.body.next || '/'));
});
app.post('/logout', (req, res) => {
  req.session.destroy(() => res.clearCookie('connect.sid').redirect('/'));
});
app.listen(process.env.PORT, '127.0.0.1');
