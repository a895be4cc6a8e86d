// Its fault: it ends at the hundredth page.
const { sound, startApp } = require('./app.cjs');

let visits = 0;

startApp(
  {},
  {
    about(req, res) {
      visits += 1;
      if (visits < 100) return sound.about(req, res);
      console.error('out of seats');
      process.exit(7);
    },
  },
);
