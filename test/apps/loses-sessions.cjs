// Its fault: every tenth visit of a page ends the session.
const { sound, startApp } = require('./app.cjs');

let visits = 0;

startApp(
  {},
  {
    about(req, res) {
      visits += 1;
      if (visits % 10 === 0 && req.session.user) req.session.user = undefined;
      sound.about(req, res);
    },
  },
);
