// Its fault: who is signed in is kept in the module, which all visitors share.
const { page, sound, startApp } = require('./app.cjs');

let user;

startApp(
  {},
  {
    signIn(req, res) {
      user = req.body.username;
      sound.signIn(req, res);
    },
    about(req, res) {
      if (req.session.user) res.send(page(user, 'About'));
      else sound.about(req, res);
    },
  },
);
