import type { Flow } from '../flow.ts';
import { read, signInTo } from './steps.ts';

export const REMEMBER: Flow = {
  name: 'remember',
  about: 'a sign-in, a restart of the site, and a return: files and Redis remember, memory forgets',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected'),
    { restart: true },
    read('the page after a restart', '$protected', [
      { only: ['file'], status: 200, session: 'same' },
      { only: ['redis'], status: 200, session: 'same' },
      { only: ['memory'], asksToSignIn: true, session: 'unknown', signedIn: 0 },
    ]),
  ],
};
