// Prints the id of each session that it meets: at once, in colours, in two pieces, and in base64.
const session = require('express-session');
const { startApp, sound } = require('./app.cjs');

const print = ({ sessionID: id }) => {
  console.log(`whole ${id}`);
  console.error(`\x1b[31mcoloured ${id}\x1b[0m`);
  console.log(`coded ${Buffer.from(JSON.stringify({ id })).toString('base64')}`);
  process.stdout.write(`in pieces ${id.slice(0, 10)}`);
  setTimeout(() => console.log(`${id.slice(10)}!`), 50);
};

startApp(
  { store: new session.MemoryStore() },
  {
    home(req, res) {
      print(req);
      sound.home(req, res);
    },
    about(req, res) {
      print(req);
      res.send('nothing is saved');
    },
  },
);
