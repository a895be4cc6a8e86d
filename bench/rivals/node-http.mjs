import { createServer } from 'node:http';
import { page } from './page.mjs';

// Only what Node itself does: two routes, no sessions, the same name for everybody.
const server = createServer((request, response) => {
  if (request.method === 'POST') {
    response.writeHead(302, { 'Set-Cookie': 'visitor=alice', Location: '/about' }).end();
  } else {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(page('alice'));
  }
});
server.listen(0, '127.0.0.1', () => {
  console.log(`at http://127.0.0.1:${server.address().port}`);
});
