import type { Flow } from '../flow.ts';
import { read, signInTo } from './steps.ts';

export const DEVICES: Flow = {
  name: 'devices',
  about:
    'one user in two browsers: one ends the session of the other, whose cookie opens nothing then',
  needs: ['account-page'],
  steps: [
    ...signInTo('/about', { visitor: 'A' }),
    ...signInTo('/about', { visitor: 'B' }),
    read(
      'where the user is signed in',
      '/account',
      [{ status: 200 }, { only: ['built-in'], says: 'Where you are signed in' }, { signedIn: 2 }],
      { visitor: 'A' },
    ),
    {
      title: 'A ends B’s session',
      visitor: 'A',
      do: { post: '/account/end-others' },
      expect: [{ status: 303, session: 'renewed', signedIn: 1 }],
    },
    read('B’s next request', '/about', [{ asksToSignIn: true, session: 'unknown' }], {
      visitor: 'B',
    }),
    read('A, who stays', '/about', [{ status: 200, session: 'same' }], { visitor: 'A' }),
  ],
};
