// Its fault: every tenth page is an error.
const { sound, startApp } = require('./app.cjs');

let visits = 0;

startApp(
  {},
  {
    about(req, res) {
      visits += 1;
      if (visits % 10 === 0) res.status(500).send('Out of order');
      else sound.about(req, res);
    },
  },
);
