// CommonJS on express-session's own store, with 40 MB of sessions in it. It tells how much memory it has in use.
const { MemoryStore } = require('express-session');
const { startApp } = require('./app.cjs');

const store = new MemoryStore();
for (let n = 0; n < 400; n += 1) {
  store.sessions[`session-${n}`] = JSON.stringify({
    cookie: {},
    note: `${n}`.repeat(100_000).slice(0, 100_000),
  });
}

startApp(
  { store },
  {
    about(_req, res) {
      global.gc();
      const { heapUsed, external } = process.memoryUsage();
      res.send(String(heapUsed + external));
    },
  },
);
