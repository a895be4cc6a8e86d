import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Flow } from '../../flows/flow.ts';
import { isOurs } from '../../site/site.ts';
import { type Judgement, patiently, type Seen, type Trial } from '../trial.ts';
import { SIGNED_IN_FLOW } from './signed-in.ts';

const GONE: Flow = {
  name: 'account-gone',
  about:
    'an account is removed while somebody is signed in with it: their next request opens nothing',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected'),
    { account: 'gone' },
    read('the page, with the account gone', '$protected', [
      { rule: 'account-gone', asksToSignIn: true },
    ]),
  ],
};

/** A password that nobody has; the account is temporary. */
const NEW_PASSWORD = 'of-nobody-5t8w2mv6';

const CHANGED: Flow = {
  name: 'password-changed',
  about: 'one user in two browsers: a new password in one ends the session in the other',
  needs: ['account-page', 'own-account'],
  steps: [
    ...signInTo('$protected', { visitor: 'A' }),
    ...signInTo('$protected', { visitor: 'B' }),
    // Puts the account back with its old password.
    { account: 'back' },
    {
      title: 'A changes the password',
      visitor: 'A',
      do: {
        post: '/account/password',
        form: { old_password: '$password', new_password: NEW_PASSWORD, repeated: NEW_PASSWORD },
      },
      expect: [{ status: 303 }],
    },
    read('B’s next request', '$protected', [{ rule: 'password-ends-others', asksToSignIn: true }], {
      visitor: 'B',
    }),
    read('A, who stays', '$protected', [{ status: 200 }], { visitor: 'A' }),
  ],
};

const LISTED: Flow = {
  name: 'own-sessions',
  about: 'one user in two browsers: one lists the sessions, and ends the other one',
  needs: ['account-page'],
  steps: [
    ...signInTo('$protected', { visitor: 'A' }),
    ...signInTo('$protected', { visitor: 'B' }),
    read('where the user is signed in', '/account', [{ rule: 'own-sessions', status: 200 }], {
      visitor: 'A',
    }),
    {
      title: 'A ends all other sessions',
      visitor: 'A',
      do: { post: '/account/end-others' },
      expect: [{ rule: 'own-sessions', status: 303 }],
    },
    read('B’s next request', '$protected', [{ rule: 'own-sessions', asksToSignIn: true }], {
      visitor: 'B',
    }),
    read('A, who stays', '$protected', [{ status: 200 }], { visitor: 'A' }),
  ],
};

/** For rules that can only be tested with the pages of our own sites. */
function onlyOurs(said: string): Trial['judge'] {
  return ({ site }: Seen): Judgement | undefined =>
    isOurs(site) ? undefined : { verdict: 'not-seen', said: [said] };
}

/** The trials of rules about what ends a session besides a log-out. */
export const ENDING_TRIALS: readonly Trial[] = [
  {
    rule: 'logout-shown',
    tried: 'The protected page is searched for a form, a button or a link that logs out.',
    unseen: 'Other protected pages, and what a script shows.',
    held: 'The protected page shows how to log out.',
    attempts: [patiently(SIGNED_IN_FLOW)],
  },
  {
    rule: 'account-gone',
    tried: 'The account is removed from the users file, and the session that it had is tried.',
    unseen: 'Other apps than ours: how they remove an account is not known.',
    held: 'With the account gone, its session opened nothing.',
    attempts: [patiently(GONE)],
    judge: onlyOurs(
      'How this app removes an account is not known. Sign in, remove the account, and open the protected page once more.',
    ),
  },
  {
    rule: 'password-ends-others',
    tried: 'One of two browsers changes the password, and the other one opens the protected page.',
    unseen: 'Other apps than ours: where they change a password is not known.',
    held: 'The new password ended the session in the other browser.',
    attempts: [patiently(CHANGED)],
    judge: onlyOurs(
      'Where this app changes a password is not known. Sign in with two browsers, change it in one, and open the protected page in the other.',
    ),
  },
  {
    rule: 'own-sessions',
    tried: 'One of two browsers lists the sessions of its user, and ends the other one.',
    unseen: 'Other apps than ours: where they list sessions is not known.',
    held: 'The account page listed both sessions, and ended the other one.',
    attempts: [patiently(LISTED)],
    judge: onlyOurs('Where this app lists the sessions of a user is not known, if it does.'),
  },
];
