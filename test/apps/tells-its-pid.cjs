// Tells which process it is, in a place that every report shows; with --stubborn, it ends only when it is killed.
const { createServer } = require('node:http');

if (process.argv.includes('--stubborn')) process.on('SIGTERM', () => {});

createServer((_req, res) => {
  res.writeHead(302, { Location: `/?pid=${process.pid}` }).end(`pid=${process.pid}`);
}).listen(process.env.PORT, '127.0.0.1');
