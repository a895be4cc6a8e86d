// CommonJS on session-file-store, with large sessions. It tells how much memory it has in use.
const FileStore = require('session-file-store')(require('express-session'));
const { startApp } = require('./app.cjs');

startApp(
  { store: new FileStore({ path: process.env.SESSIONS, logFn: () => {}, reapInterval: -1 }) },
  {
    home(req, res) {
      req.session.note = 'x'.repeat(50_000);
      req.session.save(() => res.send('noted'));
    },
    about(_req, res) {
      global.gc();
      res.send(String(process.memoryUsage().heapUsed));
    },
  },
);
