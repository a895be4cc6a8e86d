// A sound app on connect-redis with a prefix of its own; TOUCH=off: the store's touch() does nothing.

import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { createClient } from 'redis';

const client = await createClient({ url: process.env.REDIS_URL || undefined }).connect();
const app = express();
app.use(express.urlencoded());
const maxAge = process.env.MAX_AGE ? Number(process.env.MAX_AGE) : undefined;
app.use(
  session({
    store: new RedisStore({ client, prefix: 'shop:', disableTouch: process.env.TOUCH === 'off' }),
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge },
  }),
);
app.get('/', (_req, res) => res.send('home'));
app.get('/login', (req, res) => {
  req.session.user = 'alice';
  res.send('in');
});
app.listen(process.env.PORT || 3000);
