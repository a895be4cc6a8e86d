import session from 'express-session';
import { serve } from './express-app.mjs';

serve(session({ secret: 'keyboard cat', resave: false, saveUninitialized: true }));
