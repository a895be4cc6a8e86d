// Each path ends a request in another way. The store cannot be touched, as some cannot.
const { MemoryStore } = require('express-session');
const { startApp } = require('./app.cjs');

const store = new MemoryStore();
store.touch = undefined;

const ENDINGS = {
  read: (_req, res) => res.send('read'),
  saved: (req, res) => req.session.save(() => res.send('saved')),
  changed(req, res) {
    req.session.theme = 'light';
    res.send('changed');
  },
  large(req, res) {
    req.session.large = 'x'.repeat(5 * 1024 * 1024);
    res.send('large');
  },
  dropped(req, res) {
    req.session = null;
    res.send('dropped');
  },
  silent() {},
};

startApp(
  { store },
  {
    home: (req, res) => {
      const ending = ENDINGS[req.query.end];
      if (ending) return ending(req, res);
      req.session.theme = 'dark';
      res.send('begun');
    },
  },
);
