import { serve } from './express-app.mjs';

serve();
