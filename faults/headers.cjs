// Faults of what the headers of an answer tell browsers.
const { helmet } = require('./packages.cjs');

const referrerPolicy = { policy: 'same-origin' };
const without = (options) => helmet({ referrerPolicy, ...options });

exports.FAULTS = {
  'no Content-Security-Policy': {
    headers: without({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { frameAncestors: "'self'", defaultSrc: '*' },
      },
    }),
  },
  'no nosniff': { headers: without({ xContentTypeOptions: false }) },
  'no Referrer-Policy': { headers: helmet({ referrerPolicy: false }) },
  'shown in frames': {
    headers: without({
      xFrameOptions: false,
      contentSecurityPolicy: { directives: { frameAncestors: null } },
    }),
  },
  'no word on HTTPS': {
    options: { name: '__Host-sid', cookie: { secure: true, sameSite: 'lax' } },
    settings: (server) => server.set('trust proxy', 1),
    headers: without({ strictTransportSecurity: false }),
  },
  'kept by browsers': { noStore: (_req, _res, next) => next() },
};

/** What the app without a fault has in common with the one that has it. */
exports.BESIDE = {
  'no word on HTTPS': {
    options: { name: '__Host-sid', cookie: { secure: true, sameSite: 'lax' } },
    settings: (server) => server.set('trust proxy', 1),
  },
};
