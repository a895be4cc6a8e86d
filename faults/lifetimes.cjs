// Faults of how long a session counts, and of what its ids are made of.
const crypto = require('node:crypto');
const { MemoryStore } = require('./packages.cjs').session;

/** Takes no notice of when a session should have ended. */
class LastingStore extends MemoryStore {
  get(id, callback) {
    const text = this.sessions[id];
    setImmediate(callback, null, text && JSON.parse(text));
  }
}

const remembered = new Map();
const rememberedBy = ({ headers: { cookie = '' } }) =>
  remembered.get(/(?:^|; )remembered=(\w+)/.exec(cookie)?.[1]);
const begin = (req, user, next, end = next) =>
  req.session.regenerate((error) => {
    if (error) return next(error);
    Object.assign(req.session, { user, signedInAt: Date.now() });
    return req.session.save((failed) => (failed ? next(failed) : end()));
  });

exports.FAULTS = {
  // The log-out does not know of its other cookie.
  'remembered after the log-out': {
    after: [
      (req, _res, next) => {
        const user = rememberedBy(req);
        return user === undefined || req.session.user ? next() : begin(req, user, next);
      },
    ],
    signIn(req, res, next) {
      const { username, next: to } = req.body;
      const token = crypto.randomBytes(24).toString('hex');
      remembered.set(token, username);
      res.cookie('remembered', token, { httpOnly: true, sameSite: 'lax', maxAge: 2_592_000_000 });
      begin(req, username, next, () => res.redirect(to));
    },
  },
  'a store that keeps sessions for ever': { options: { store: new LastingStore() } },
  'ids of Math.random': {
    options: { genid: () => Math.random().toString(36).slice(2).padEnd(12, '0') },
  },
  'ids of the time': {
    options: {
      genid: () => `${Date.now().toString(16)}-${crypto.randomBytes(2).toString('hex')}`,
    },
  },
};
