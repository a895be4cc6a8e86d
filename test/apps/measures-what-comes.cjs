// Says what came, to the byte: by the stream that Node hands it, as slowly as it likes.
const { createHash } = require('node:crypto');
const { createServer } = require('node:http');
createServer(async (req, res) => {
  const hash = createHash('sha256');
  let size = 0;
  if (req.url === '/unread') return res.end('not read');
  for await (const piece of req) {
    size += piece.length;
    hash.update(piece);
    if (req.url === '/slowly') await new Promise((resolve) => setImmediate(resolve));
  }
  res.end(`${size} ${hash.digest('hex')}`);
}).listen(process.env.PORT || 3000);
