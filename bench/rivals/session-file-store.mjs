import session from 'express-session';
import sessionFileStore from 'session-file-store';
import { serve } from './express-app.mjs';

const FileStore = sessionFileStore(session);

serve(session({ store: new FileStore({}), secret: 'keyboard cat' }));
