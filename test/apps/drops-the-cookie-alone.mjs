// An ES module on connect-redis. Its fault: the log-out leaves the session where it is.
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { createClient } from 'redis';
import { about, form, home } from './pages.cjs';

const client = createClient({ url: process.env.REDIS_URL });
await client.connect();

const app = express();
app.use(
  session({
    store: new RedisStore({ client, prefix: process.env.REDIS_PREFIX }),
    secret: 'a secret for tests alone',
    resave: false,
    saveUninitialized: true,
    name: 'sid',
  }),
);
app.use(express.urlencoded({ extended: false }));

app.get('/', (req, res) => {
  res.send(home(req.session.user));
});
app.get('/about', (req, res) => {
  if (req.session.user) res.send(about(req.session.user));
  else res.redirect(`/login?next=${encodeURIComponent(req.originalUrl)}`);
});
app.get('/login', (req, res) => res.send(form(req.query.next)));
app.post('/login', (req, res) => {
  if (!req.body.username) return res.status(422).send(form(req.body.next));
  req.session.regenerate(() => {
    req.session.user = req.body.username;
    req.session.save(() => res.redirect(req.body.next || '/'));
  });
});
app.post('/logout', (_req, res) => {
  res.clearCookie('sid').redirect('/');
});
app.listen(process.env.PORT, '127.0.0.1');
