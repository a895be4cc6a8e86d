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

exports.FAULTS = {
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
