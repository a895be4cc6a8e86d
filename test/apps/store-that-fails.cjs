// Its fault: from the sign-in on, the store cannot write any more. If it is told to, it says which session.
const { MemoryStore } = require('express-session');
const { startApp } = require('./app.cjs');

class FailingStore extends MemoryStore {
  set(id, record, callback) {
    if (record.user) callback(new Error(process.env.NAMES ? `disk full: sess:${id}` : 'disk full'));
    else super.set(id, record, callback);
  }
}

startApp(
  { store: new FailingStore() },
  {
    signIn(req, res, next) {
      req.session.regenerate(() => {
        req.session.user = req.body.username;
        req.session.save((error) => (error ? res.status(500).send('Failed') : next()));
      });
    },
  },
);
