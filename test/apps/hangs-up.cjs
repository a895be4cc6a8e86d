// Its fault: every tenth sign-in is never answered.
const { sound, startApp } = require('./app.cjs');

let signIns = 0;

startApp(
  {},
  {
    signIn(req, res) {
      signIns += 1;
      if (signIns % 10 === 0) req.socket.destroy();
      else sound.signIn(req, res);
    },
  },
);
