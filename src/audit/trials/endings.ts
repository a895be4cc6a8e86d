import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Flow } from '../../flows/flow.ts';
import { isOurs } from '../../site/site.ts';
import { CHANGE_TRIAL } from '../passwords/new-passwords.ts';
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
  CHANGE_TRIAL,
  {
    rule: 'own-sessions',
    tried: 'One of two browsers lists the sessions of its user, and ends the other one.',
    unseen: 'Other apps than ours: where they list sessions is not known.',
    held: 'The account page listed both sessions, and ended the other one.',
    attempts: [patiently(LISTED)],
    judge: onlyOurs('Where this app lists the sessions of a user is not known, if it does.'),
  },
];
