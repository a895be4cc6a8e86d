import type { Flow } from '../flow.ts';
import { SIGNED_IN_DATA } from './login-next.ts';
import { read, signInTo } from './steps.ts';

export const RACE: Flow = {
  name: 'race',
  about: 'a slow write against a log-out, and 20 writes at a time: what is gone stays gone',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected'),
    {
      together: [
        read('one of 20 writes at a time', '/', [{ status: 200, session: 'same' }], {
          times: 20,
        }),
      ],
    },
    read('the page after them', '$protected', [
      { status: 200, session: 'same' },
      { only: ['ours'], holds: { user_name: '$user' } },
      { only: ['built-in'], store: [SIGNED_IN_DATA] },
    ]),
    {
      together: [
        read('one of 20 visits during a log-out', '/', [{ status: 200 }], { times: 20 }),
        { title: 'the log-out', do: { signOut: true }, expect: [{ status: [200, 302, 303] }] },
      ],
    },
    read('the cookie from before', '$protected', [{ asksToSignIn: true, session: 'unknown' }], {
      cookiesAfter: 'the page after them',
    }),
    ...signInTo('$protected'),
    read('the sign-in form again', '$login', [{ signInForm: true }]),
    {
      together: [
        {
          title: 'a slow sign-in',
          do: { signIn: { user: '$user', password: '$password' } },
          slowly: true,
          expect: [{ only: ['ours'], status: 302 }],
        },
        {
          title: 'a log-out meanwhile',
          do: { post: '/logout' },
          expect: [{ status: [200, 302, 303] }],
        },
      ],
    },
    read('the cookie from before', '$protected', [{ asksToSignIn: true, session: 'unknown' }], {
      cookiesAfter: 'back to the page',
    }),
  ],
};
