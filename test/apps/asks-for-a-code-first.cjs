// After the password it asks for a code, which no visitor of ours has, and signs nobody in before. ASKS says how: by a
// page that the sign-in leads to, by the answer to the sign-in itself, or in JSON.
const express = require('express');
const session = require('express-session');
const { form, page } = require('./app.cjs');

const code = page(
  undefined,
  '<form action="/code" method="post"><label>Code from your app <input name="code" inputmode="numeric" autocomplete="one-time-code"></label><button>Go on</button></form>',
);

const ASKS = {
  page: (res) => res.redirect('/code'),
  answer: (res) => res.send(code),
  json: (res) => res.json({ twoFactorRequired: true }),
};

const app = express();
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.use(express.urlencoded({ extended: false }), express.json());
app.get('/', (_req, res) => res.send(page(undefined, 'Home <a href="/about">About</a>')));
app.get('/about', (req, res) =>
  req.session.user ? res.send(page(req.session.user, 'About')) : res.redirect('/login'),
);
app.get('/login', (_req, res) => res.send(form('/')));
app.post('/login', (req, res, next) => {
  if (!req.body.username) return res.status(422).send(form('/'));
  return req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.pending = { name: req.body.username };
    return req.session.save(() => ASKS[process.env.ASKS](res));
  });
});
app.get('/code', (req, res) => (req.session.pending ? res.send(code) : res.redirect('/login')));
app.post('/code', (_req, res) => res.status(422).send(code));
app.listen(process.env.PORT, '127.0.0.1');
