// Destroys a session a little after it was made, when no request asks for it.
const { MemoryStore } = require('express-session');
const { startApp } = require('./app.cjs');

const store = new MemoryStore();

startApp(
  { store },
  {
    home(req, res) {
      const { sessionID } = req;
      req.session.theme = 'dark';
      res.send('Home').on('finish', () => setTimeout(() => store.destroy(sessionID), 50));
    },
  },
);
