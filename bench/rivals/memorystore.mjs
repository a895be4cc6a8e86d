import session from 'express-session';
import memorystore from 'memorystore';
import { serve } from './express-app.mjs';

const MemoryStore = memorystore(session);

serve(
  session({
    cookie: { maxAge: 86_400_000 },
    store: new MemoryStore({ checkPeriod: 86_400_000 }),
    resave: false,
    secret: 'keyboard cat',
  }),
);
