// A failed sign-in redirects back to the form, as with passport's failureRedirect; the field is called email.
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
app.get('/', (_req, res) => res.send('home'));
app.get('/about', (req, res) =>
  req.session.user ? res.send('hello <a href="/logout">out</a>') : res.redirect('/login'),
);
app.get('/login', (_req, res) =>
  res.send(
    '<form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"></form>',
  ),
);
app.post('/login', (req, res, next) => {
  console.log('fields:', Object.keys(req.body).join(' '));
  if (!req.body.email) return res.redirect('/login');
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.email;
    res.redirect('/about');
  });
});
app.get('/logout', (req, res) =>
  req.session.destroy(() => res.clearCookie('connect.sid').redirect('/')),
);
app.listen(process.env.PORT || 3000);
