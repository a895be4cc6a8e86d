// Faults of the secret that signs the cookies.
const crypto = require('node:crypto');
const { session } = require('./packages.cjs');
const { FileStore } = require('./file-store.cjs');

exports.FAULTS = {
  'new secret in each process': {
    options: { secret: crypto.randomBytes(20).toString('hex') },
    session: (options) => session({ ...options, store: new FileStore(process.env.SESSIONS) }),
  },
};
