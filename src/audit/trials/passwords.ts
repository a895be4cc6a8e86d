import { judgeDefaults } from '../passwords/defaults.ts';
import { GUESSES, LOCK_OUT } from '../passwords/guesses.ts';
import { judgeLockOut } from '../passwords/lock-out.ts';
import { judgeNames } from '../passwords/names.ts';
import { CHANGED } from '../passwords/new-password-flows.ts';
import { WEAK_PASSWORD_TRIALS } from '../passwords/new-passwords.ts';
import { judgeSlowed } from '../passwords/slowed.ts';
import { type Judgement, patiently, type Seen, type Trial } from '../trial.ts';
import { hasPassed, notSeen, triedFlow } from '../tried.ts';
import { CROSS_SITE } from './cross-site-flow.ts';

/** The trials of rules about passwords. Those with wrong passwords come last, each on its own start of the app. */
export const PASSWORD_TRIALS: readonly Trial[] = [
  {
    rule: 'password-masked',
    tried:
      'The fields of the sign-in form are read, and those of the page for a new password, if that is known.',
    unseen: 'The sign-up, and a page for a new password that was not named.',
    held: 'What is typed into the fields for passwords does not show.',
    attempts: [patiently(CROSS_SITE), patiently(CHANGED)],
    judge: judgeMasked,
  },
  {
    rule: 'default-account',
    tried: 'admin signs in with the passwords admin and password, root with root.',
    unseen: 'All other names and passwords.',
    held: 'None of the accounts that everybody tries first is there.',
    attempts: [patiently(GUESSES), patiently(LOCK_OUT)],
    judge: judgeDefaults,
  },
  {
    rule: 'guessing-slowed',
    tried:
      'Eleven wrong passwords are sent for a name that nobody has, and it is counted how many get the same answer as the first.',
    unseen: 'Limits that are higher, and those that count only for names that exist.',
    held: 'After some wrong passwords, no more were checked.',
    attempts: [patiently(GUESSES), patiently(LOCK_OUT)],
    judge: judgeSlowed,
  },
  {
    rule: 'lock-out-by-others',
    tried:
      'Five wrong passwords for the user’s own name from 127.0.0.2; then the right one from the usual address. Only if the app is started for the audit, so that a lock ends with it.',
    unseen: 'Locks that need more than five, and guesses from many addresses.',
    held: 'The right password was accepted.',
    attempts: [patiently(LOCK_OUT)],
    judge: judgeLockOut,
  },
  {
    rule: 'names-not-told',
    tried:
      'A wrong password for a name that exists, and one for a name that does not: their answers are compared.',
    unseen:
      'Small differences in time, the sign-up, and the form for those who forgot their password.',
    held: 'Both got the same answer.',
    attempts: [patiently(GUESSES), patiently(LOCK_OUT)],
    judge: judgeNames,
  },
  ...WEAK_PASSWORD_TRIALS,
];

function judgeMasked(seen: Seen): Judgement {
  const by = [CROSS_SITE, CHANGED]
    .map(({ name }) => triedFlow(seen, name))
    .find((tried) => tried && hasPassed(tried, 'password-masked'));
  if (by) {
    return {
      verdict: 'held',
      said: ['What is typed into the fields for passwords does not show.'],
      by,
    };
  }
  const why = triedFlow(seen, CROSS_SITE.name)?.why;
  return notSeen(why ?? 'No form that asks for a password was seen: name its page with --login.');
}
