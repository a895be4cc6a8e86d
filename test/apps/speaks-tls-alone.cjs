// It listens over TLS, and has no certificate.
const { createServer } = require('node:https');

createServer({}, (_, res) => res.end()).listen(process.env.PORT, '127.0.0.1');
