// Its fault: what comes after a log-out stores the session once more.
const { MemoryStore } = require('express-session');
const { sound, startApp } = require('./app.cjs');

const store = new MemoryStore();
const ended = new Map();

startApp(
  { store },
  {
    about(req, res) {
      const [, id] = /s%3A([^.]+)/.exec(req.headers.cookie ?? '') ?? [];
      if (ended.has(id)) store.set(id, ended.get(id));
      sound.about(req, res);
    },
    signOut(req, res) {
      ended.set(req.sessionID, JSON.parse(JSON.stringify(req.session)));
      sound.signOut(req, res);
    },
  },
);
