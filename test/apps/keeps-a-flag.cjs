// A sound app whose sessions say that somebody is signed in, and not who. Its home page is the form, or what members see.
const express = require('express');
const session = require('express-session');
const { page } = require('./app.cjs');

const FORM =
  '<form action="/enter" method="post"><input name="email"><input type="password" name="secret"><button>Log in</button></form>';
const NEWS =
  'The news of today <form action="/logout" method="post"><button>Log out</button></form>';

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(session({ secret: 'a secret for tests alone', resave: false, saveUninitialized: false }));
app.get('/', (req, res) => res.send(page(undefined, req.session.authenticated ? NEWS : FORM)));
app.post('/enter', (req, res) => {
  if (!req.body.email) return res.redirect('/');
  if (req.body.secret === 'wrong') {
    req.session.message = 'This is not right.';
    return req.session.save(() => res.redirect('/'));
  }
  return req.session.regenerate(() => {
    req.session.authenticated = true;
    req.session.save(() => res.redirect('/'));
  });
});
app.post('/logout', (req, res) =>
  req.session.destroy(() => res.clearCookie('connect.sid').redirect('/')),
);
app.listen(process.env.PORT, '127.0.0.1');
