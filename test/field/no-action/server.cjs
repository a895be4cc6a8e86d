// The form has no action: a browser posts it to the page's own address, /account/sign-in.
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
app.get('/about', (req, res) =>
  req.session.user
    ? res.send('hello alice <a href="/logout">out</a>')
    : res.redirect('/account/sign-in'),
);
app.get('/', (_req, res) => res.send('home'));
app.get('/account/sign-in', (_req, res) =>
  res.send(
    '<form method="post"><input name="username"><input type="password" name="password"></form>',
  ),
);
app.post('/account/sign-in', (req, res, next) => {
  if (!req.body.username)
    return res
      .status(422)
      .send(
        '<form method="post"><input name="username"><input type="password" name="password"></form>',
      );
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = 'alice';
    res.redirect('/about');
  });
});
app.get('/logout', (req, res) =>
  req.session.destroy(() => res.clearCookie('connect.sid').redirect('/')),
);
app.listen(process.env.PORT || 3000);
