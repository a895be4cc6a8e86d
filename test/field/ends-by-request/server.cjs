// A sign-in by JSON that takes for granted what is in it: without a name it fails, or ends the whole app.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.json());
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: true,
    ...(process.env.DOMAIN && { cookie: { domain: process.env.DOMAIN } }),
  }),
);
app.get('/', (_req, res) => res.send('<a href="/private">in</a>'));
app.get('/private', (req, res) =>
  req.session.user ? res.send(`hello ${req.session.user}`) : res.sendStatus(401),
);
app.post('/login', (req, res, next) => {
  const { username } = req.body ?? {};
  if (process.env.ENDS && username === undefined) {
    console.log(`SELECT user FOR ${req.sessionID}`);
    setImmediate(() => {
      throw new TypeError(`no name, in ${req.sessionID}`);
    });
    return undefined;
  }
  if (!username) return next(new Error('no name'));
  if (!req.body.password?.startsWith('correct')) return res.sendStatus(401);
  return req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = username;
    return req.session.save(() => res.json({ user: username }));
  });
});
app.post('/logout', (req, res) => req.session.destroy(() => res.sendStatus(204)));
app.listen(process.env.PORT || 3000);
