// The home page leads strangers to the form, and others to a page of their own; with EVERYBODY=1 it leads everybody to the
// form, and no other page is easily found. Its secret stands in tutorials.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.urlencoded());
app.use(session({ secret: 'keyboard cat', resave: false, saveUninitialized: false }));
const inOnly = (req, res, next) => (req.session.user ? next() : res.redirect('/login'));
app.get('/', (req, res) =>
  res.redirect(req.session.user && !process.env.EVERYBODY ? `/of/${req.session.user}` : '/login'),
);
app.get('/of/:name', inOnly, (req, res) => res.send(`hello ${req.params.name}`));
if (!process.env.EVERYBODY) {
  app.get('/todos', inOnly, (_req, res) => res.send('todos <a href="/logout">out</a>'));
}
app.get('/login', (_req, res) =>
  res.send(
    '<form method="post"><input name="username"><input type="password" name="password"></form>',
  ),
);
app.post('/login', (req, res, next) => {
  if (!req.body.username) return res.redirect('/login');
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.username;
    req.session.save(() => res.redirect('/'));
  });
});
app.get('/logout', (req, res) => req.session.destroy(() => res.redirect('/')));
app.listen(process.env.PORT || 3000);
