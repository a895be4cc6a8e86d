// Has a sign-in form that a script sends: by itself, it would write the password into the address.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.urlencoded());
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);

const form = `<form id="sign-in"><input type="email" name="mail"><input type="password" name="secret"><button>Log in</button></form>
<script src="/sign-in.js"></script>`;
const signIn = (req, res, next) => {
  const given = new Map(Object.entries(req.body));
  if (given.get('secret') !== 'right') return res.status(401).json({ error: 'wrong password' });
  return req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = given.get('mail');
    return res.json({ user: req.session.user });
  });
};

app.get('/', (_req, res) => res.send('<a href="/login">Log in</a>'));
app.get('/login', (_req, res) => res.send(form));
app.post('/login', signIn);
app.get('/about', (req, res) => {
  if (req.session.user) res.send(`hello ${req.session.user}`);
  else res.redirect('/login');
});
app.post('/logout', (req, res) =>
  req.session.destroy(() => res.clearCookie('connect.sid').status(204).end()),
);
app.listen(process.env.PORT || 3000);
