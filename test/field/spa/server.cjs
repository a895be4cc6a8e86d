// Signs in by JSON, as a page with fetch() does.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.json());
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.get('/', (_req, res) => res.send('<div id="root"></div>'));
app.get('/api/me', (req, res) =>
  req.session.user
    ? res.json({ user: req.session.user })
    : res.status(401).json({ error: 'sign in first' }),
);
app.post('/api/login', (req, res, next) => {
  if (!req.is('json')) return res.status(415).json({ error: 'JSON, please' });
  if (req.body.password !== 'right') return res.status(401).json({ error: 'wrong password' });
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.username;
    res.json({ user: req.session.user });
  });
});
app.delete('/api/session', (req, res) =>
  req.session.destroy(() => res.clearCookie('connect.sid').status(204).end()),
);
app.use((_req, res) => res.send('<div id="root"></div>'));
app.listen(process.env.PORT || 3000);
