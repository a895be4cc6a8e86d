// Nothing is closed to strangers: the pages say more to whoever is signed in.
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
app.use((_req, res, next) => {
  if (process.env.FRAMES) res.set('X-Frame-Options', process.env.FRAMES);
  next();
});
app.get('/', (req, res) =>
  res.send(req.session.user ? 'hello <a href="/logout">out</a>' : '<a href="/login">in</a>'),
);
app.get('/login', (_req, res) =>
  res.send(
    '<form method="post"><input name="username"><input type="password" name="password"></form>',
  ),
);
app.post('/login', (req, res, next) => {
  if (!req.body.username) return res.redirect('/login');
  const begin = process.env.KEEPS_ID ? (then) => then() : (then) => req.session.regenerate(then);
  begin((error) => {
    if (error) return next(error);
    req.session.user = req.body.username;
    req.session.save(() => res.redirect('/'));
  });
});
app.get('/logout', (req, res) => req.session.destroy(() => res.redirect('/')));
app.listen(process.env.PORT || 3000);
