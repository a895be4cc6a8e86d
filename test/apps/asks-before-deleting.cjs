// Its protected page asks for the password before the account is deleted. LEAVES: the log-out drops the cookie alone.
const { page, sound, startApp } = require('./app.cjs');

const DELETE =
  '<form action="/account/delete" method="post"><input type="password" name="password"><button>Delete</button></form>';

startApp(
  {},
  {
    about: (req, res) =>
      req.session.user
        ? res.send(page(req.session.user, `Your account ${DELETE}`))
        : res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`),
    signOut: (req, res) =>
      process.env.LEAVES ? res.clearCookie('connect.sid').redirect('/') : sound.signOut(req, res),
  },
);
