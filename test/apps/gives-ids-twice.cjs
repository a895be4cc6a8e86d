// Its fault: one sign-in and the next get the same session id.
const { sound, startApp } = require('./app.cjs');

let signIns = 0;

startApp(
  { genid: () => `session-${Math.ceil(signIns / 2)}` },
  {
    signIn(req, res) {
      signIns += 1;
      sound.signIn(req, res);
    },
  },
);
