// Express 4, with a router of its own for accounts: where it is mounted is told by a pattern alone.
const express = require('express4');
const session = require('express-session');
const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
const form =
  '<form method="post"><input name="username"><input type="password" name="password"></form>';
const account = express.Router();
account.get('/login', (_req, res) => res.send(form));
account.post('/login', (req, res, next) => {
  if (!req.body.username) return res.status(422).send(form);
  return req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = req.body.username;
    return req.session.save(() => res.redirect('/members/area'));
  });
});
account.post('/sign-out', (req, res) => req.session.destroy(() => res.redirect('/')));
const members = express.Router();
members.get('/area', (req, res) =>
  req.session.user ? res.send(`hello ${req.session.user}`) : res.redirect('/my-account/login'),
);
app.get('/', (_req, res) => res.send('home'));
app.use('/my-account', account);
app.use('/members', members);
// Express 4 takes a star for every path.
app.get('*', (_req, res) => res.status(404).send('there is no such page'));
app.listen(process.env.PORT || 3000);
