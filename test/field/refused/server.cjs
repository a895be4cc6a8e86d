// A sound app: regenerate() at sign-in, destroy() at log-out. The visitor's password is wrong, and the app says so.
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
app.get('/', (_req, res) => res.send('home <a href="/login">Sign in</a>'));
app.get('/login', (req, res) => {
  const message = req.session.message ?? '';
  delete req.session.message;
  res.send(
    `${message}<form method="post" action="/login"><input name="username"><input type="password" name="password"></form>`,
  );
});
app.post('/login', (req, res, next) => {
  if (req.body.username !== 'alice' || req.body.password !== 'right') {
    req.session.message = 'Wrong user name or password.';
    return res.redirect('/login');
  }
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = 'alice';
    req.session.save((failed) => (failed ? next(failed) : res.redirect('/about')));
  });
});
app.get('/about', (req, res) =>
  req.session.user ? res.send('hello alice <a href="/logout">out</a>') : res.redirect('/login'),
);
app.get('/logout', (req, res) =>
  req.session.destroy(() => res.clearCookie('connect.sid').redirect('/')),
);
app.listen(process.env.PORT || 3000);
