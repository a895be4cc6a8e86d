// A token says who is signed in, until it expires; the session that each visitor has holds nobody.
const crypto = require('node:crypto');
const express = require('express');
const session = require('express-session');
const KEY = crypto.randomBytes(32);
const sign = (text) => crypto.createHmac('sha256', KEY).update(text).digest('base64url');
const app = express();
app.use(express.urlencoded());
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: true,
  }),
);
const userOf = (req) => {
  const [name, mac] = /(?:^|; )token=([^;]+)/.exec(req.headers.cookie ?? '')?.[1].split('.') ?? [];
  return name && mac === sign(name) ? name : undefined;
};
app.get('/', (_req, res) => res.send('<a href="/login">in</a>'));
app.get('/login', (_req, res) =>
  res.send(
    '<form method="post"><input name="username"><input type="password" name="password"></form>',
  ),
);
app.get('/private', (req, res) =>
  userOf(req)
    ? res.send(
        `hello ${userOf(req)} <form action="/logout" method="post"><button>Log out</button></form>`,
      )
    : res.redirect('/login'),
);
app.post('/login', (req, res) => {
  const { username, password } = req.body;
  if (!username || !password.startsWith('correct')) return res.redirect('/login');
  return res.cookie('token', `${username}.${sign(username)}`).redirect('/private');
});
app.post('/logout', (_req, res) => res.clearCookie('token').redirect('/'));
app.listen(process.env.PORT || 3000);
