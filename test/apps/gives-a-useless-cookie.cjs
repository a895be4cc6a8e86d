// Signs its token with one secret, and reads it with another one: nobody is known at the page.
const express = require('express');

const app = express();
app.use(express.json());
app.get('/', (_req, res) => res.send('home'));
app.get('/me', (_req, res) => res.status(401).json({ error: 'invalid token' }));
app.post('/login', (req, res) => {
  if (!req.body.username) return res.status(401).json({ error: 'who?' });
  return res.cookie('token', 'signed-with-the-other-secret', { httpOnly: true }).json({ ok: true });
});
app.listen(process.env.PORT, '127.0.0.1');
