import { read, signInTo } from '../flows/built-in/steps.ts';
import type { Flow } from '../flows/flow.ts';

/** The default flow of a load: short, but with each step that can go wrong under load. */
export const LOAD_FLOW: Flow = {
  name: 'load',
  about: 'a sign-in and back to the page, the page once more, log-out, and the old cookie',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected'),
    read('the page once more', '$protected', [
      { status: 200, session: 'same' },
      { only: ['built-in'], says: 'Welcome $user!' },
    ]),
    {
      title: 'the log-out',
      do: { signOut: true },
      expect: [
        { only: ['ours'], status: [200, 302, 303] },
        { only: ['ours'], session: 'ends' },
        { only: ['built-in'], says: 'Signed Out!!!' },
      ],
    },
    read('the old cookie again', '$protected', [{ asksToSignIn: true, session: 'unknown' }], {
      cookiesAfter: 'the sign-in',
    }),
  ],
};
