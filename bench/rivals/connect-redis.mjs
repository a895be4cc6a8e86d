import { RedisStore } from 'connect-redis';
import session from 'express-session';
import { createClient } from 'redis';
import { serve } from './express-app.mjs';

const client = createClient({ url: process.env.REDIS_URL });
client.connect().catch(console.error);

serve(
  session({
    store: new RedisStore({ client, prefix: 'myapp:' }),
    resave: false,
    saveUninitialized: false,
    secret: 'keyboard cat',
  }),
);
