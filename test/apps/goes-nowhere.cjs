// Its home page leads to itself for ever, or is said to be gzip and is none.
const http = require('node:http');

const HOMES = {
  loop: [302, { Location: '/' }, ''],
  gzip: [200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' }, 'this is no gzip'],
};
const [status, headers, body] = HOMES[process.env.HOME_IS];
http
  .createServer((_req, res) => res.writeHead(status, headers).end(body))
  .listen(process.env.PORT, '127.0.0.1');
