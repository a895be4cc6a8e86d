// Its sign-in leads back to the page that was asked for by way of two others. FAULT: "forgets" leads home instead,
// "goes-round" leads from the last one to the first one.
const express = require('express');
const session = require('express-session');
const { form, page, sound } = require('./app.cjs');

const app = express();
app.use(session({ secret: 'a secret for tests alone', resave: false, saveUninitialized: false }));
app.use(express.urlencoded({ extended: false }));
app.get('/', (req, res) => res.send(page(req.session.user, 'Home')));
app.get('/about', sound.about);
app.get('/login', (req, res) => res.send(form(req.query.next)));
app.post('/login', (req, res) => {
  const { username, next } = req.body;
  if (!username) return res.status(422).send(form(next));
  return req.session.regenerate(() => {
    req.session.user = username;
    if (process.env.FAULT !== 'forgets' && /^\/\w/.test(next)) req.session.next = next;
    req.session.save(() => res.redirect('/signed-in'));
  });
});
app.get('/signed-in', (_req, res) => res.redirect(307, '/terms'));
app.get('/terms', (req, res) => {
  const { next = '/' } = req.session;
  if (process.env.FAULT === 'goes-round') return res.redirect('/signed-in');
  delete req.session.next;
  return req.session.save(() => res.redirect(303, next));
});
app.post('/logout', sound.signOut);
app.listen(process.env.PORT, '127.0.0.1');
