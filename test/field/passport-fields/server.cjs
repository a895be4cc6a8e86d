// A script signs in by passport-local, which was told to call the fields otherwise; no form shows them.
const express = require('express');
const session = require('express-session');
const passport = require('passport');
const { Strategy } = require('passport-local');
const app = express();
app.use(express.json());
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.use(passport.session());
passport.use(
  new Strategy({ usernameField: 'email', passwordField: 'passwd' }, (email, passwd, done) =>
    done(null, passwd === 'right' ? { email } : false),
  ),
);
passport.serializeUser((user, done) => done(null, user.email));
passport.deserializeUser((email, done) => done(null, { email }));
app.get('/', (_req, res) => res.send('<div id="app"></div>'));
app.post('/api/login', passport.authenticate('local'), (_req, res) => res.json('welcome'));
app.get('/api/me', (req, res) => (req.user ? res.json(req.user) : res.sendStatus(401)));
app.post('/api/logout', (req, res, next) =>
  req.logout((error) => (error ? next(error) : res.sendStatus(204))),
);
app.listen(process.env.PORT || 3000);
