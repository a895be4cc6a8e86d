import type { Flow } from '../flow.ts';
import { read, signInTo } from './steps.ts';

export const EXPIRY: Flow = {
  name: 'expiry',
  about: 'the idle limit, how each visit moves it, and the absolute limit, with limits of seconds',
  needs: ['sign-in', 'protected-page'],
  settings: { SESSION_IDLE: '2s', SESSION_ABSOLUTE: '5s' },
  steps: [
    ...signInTo('$protected'),
    { wait: 1.2 },
    read('within the idle limit', '$protected', [{ status: 200, session: 'same' }]),
    { wait: 1.2 },
    read('2.4 s after the sign-in: each visit moved the limit', '$protected', [
      { status: 200, session: 'same' },
    ]),
    { wait: 1.2 },
    read('still visiting', '$protected', [{ status: 200, session: 'same' }]),
    { wait: 1.6 },
    read('past the absolute limit', '$protected', [{ asksToSignIn: true, session: 'unknown' }]),
    ...signInTo('$protected'),
    { wait: 2.3 },
    read('past the idle limit', '$protected', [{ asksToSignIn: true, session: 'unknown' }]),
  ],
};
