// An ES module on connect-redis. Its fault: the log-out leaves the session where it is.
import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
import { startApp } from './app.cjs';

const client = createClient({ url: process.env.REDIS_URL });
await client.connect();

startApp(
  { store: new RedisStore({ client, prefix: process.env.REDIS_PREFIX }), saveUninitialized: true },
  {
    signOut(_req, res) {
      res.clearCookie('connect.sid').redirect('/');
    },
  },
);
