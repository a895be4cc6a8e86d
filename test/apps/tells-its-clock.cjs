// Answers what its clock and its store say.
const express = require('express');
const session = require('express-session');

const Taken = Date;
const { now: taken } = Date;
const before = new Date();
const store = new session.MemoryStore();
const app = express();
app.use(
  session({ secret: 'a secret of this app', resave: false, saveUninitialized: false, store }),
);
store.set('known', { cookie: { expires: null } }, () => {});

app.get('/clock', (_req, res) => {
  const made = new Date();
  res.json({
    now: Date.now(),
    made: made.getTime(),
    called: Date.parse(Date()),
    'by whoever took it down': Taken.now(),
    'taken down by itself': taken(),
    'given a time': new Date(taken()).getTime(),
  });
});

app.get('/kinds', (_req, res) => {
  class Moment extends Date {}
  const made = new Date();
  res.json({
    instance: made instanceof Date && made instanceof Taken,
    before: before instanceof Date,
    constructor: made.constructor.name,
    text: typeof Date(),
    parsed:
      new Date('1970-01-01T00:00:00Z').getTime() + Date.UTC(1970, 0) + Date.parse('1970-01-01'),
    sub: new Moment() instanceof Moment && Math.abs(new Moment() - Date.now()) < 60_000,
    own: Object.keys(globalThis).filter((name) => name === 'Date'),
  });
});

app.get('/store', (_req, res) => {
  store.get('known', (error, found) =>
    res.json(error ? { error: error.message } : { found: Boolean(found) }),
  );
});

app.get('/promise', async (_req, res) => {
  try {
    await store.get('known');
    res.json({});
  } catch (error) {
    res.json({ error: error.message });
  }
});

app.get('/held', (_req, res) => res.json(Object.keys(store.sessions)));

app.listen(process.env.PORT, '127.0.0.1');
