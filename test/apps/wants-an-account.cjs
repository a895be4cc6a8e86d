// Knows nobody yet: its form for a sign-in leads to one that makes an account.
const { form, startApp } = require('./app.cjs');

startApp(
  {},
  {
    home: (_req, res) =>
      res.send('<a href="/login">Sign in</a> <a href="/users/register">Join us</a>'),
    signIn: (_req, res) => res.status(401).send(form()),
  },
);
