// CommonJS on a MemoryStore that takes its time. Its fault: the sign-in answers before the session is stored.
const express = require('express');
const session = require('express-session');
const { about, form, home } = require('./pages.cjs');

/** As far away as a busy database. */
class SlowStore extends session.MemoryStore {
  set(id, record, callback) {
    setTimeout(() => super.set(id, record, callback), 100);
  }
}

const app = express();
app.use(
  session({
    store: new SlowStore(),
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
  req.session.regenerate(() => {
    req.session.user = req.body.username;
    res.redirect(req.body.next || '/');
  });
});
app.post('/logout', (req, res) => {
  req.session.destroy(() => res.clearCookie('connect.sid').redirect('/'));
});
app.listen(process.env.PORT, '127.0.0.1');
