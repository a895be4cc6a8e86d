import { isOurs } from '../../site/site.ts';
import { judgeDefaults } from '../guesses/defaults.ts';
import { GUESSES, LOCK_OUT, NEW_PASSWORDS, TOO_COMMON, TOO_SHORT } from '../guesses/guesses.ts';
import { judgeLockOut } from '../guesses/lock-out.ts';
import { judgeNames } from '../guesses/names.ts';
import { judgeSlowed } from '../guesses/slowed.ts';
import { type Judgement, patiently, type Seen, type Trial } from '../trial.ts';
import { hasPassed, notSeen, stepsTitled, triedFlow } from '../tried.ts';
import { CROSS_SITE } from './cross-site-flow.ts';

const unseenPages = 'The sign-up, and pages that other apps have for a new password.';

/** The trials of rules about passwords. Those with wrong passwords come last, each on its own start of the app. */
export const PASSWORD_TRIALS: readonly Trial[] = [
  {
    rule: 'password-masked',
    tried:
      'The fields of the sign-in form are read; on our own sites, those of the account page too.',
    unseen: unseenPages,
    held: 'What is typed into the fields for passwords does not show.',
    attempts: [patiently(CROSS_SITE), patiently(NEW_PASSWORDS)],
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
  ...(
    [
      ['password-length', TOO_SHORT, 'A password of seven characters was refused.'],
      ['password-common', TOO_COMMON, 'One of the most common passwords was refused.'],
    ] as const
  ).map(
    ([rule, title, held]): Trial => ({
      rule,
      tried: `On our own sites, with a temporary account: ${title} is chosen.`,
      unseen: unseenPages,
      held,
      attempts: [patiently(NEW_PASSWORDS)],
      judge: (seen) => judgeNew(seen, title, held),
    }),
  ),
];

function judgeMasked(seen: Seen): Judgement {
  const by = [CROSS_SITE, NEW_PASSWORDS]
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

function judgeNew(seen: Seen, title: string, held: string): Judgement | undefined {
  const by = triedFlow(seen, NEW_PASSWORDS.name);
  const [step] = by ? stepsTitled(by, title) : [];
  if (!isOurs(seen.site)) {
    return notSeen(`Where this app changes a password is not known. Try ${title} there.`);
  }
  if (!by || !step) return undefined;
  const { status = 0, location } = step.response ?? {};
  if (status === 422) return { verdict: 'held', said: [held], by };
  // A refused change shows the form again, and a visitor who is not signed in is sent to the sign-in.
  if (status !== 303 || location?.to !== '/account') return undefined;
  return {
    verdict: 'broken',
    said: [`${title.replace(/^a/, 'A')} was accepted.`],
    by,
    steps: by.steps.slice(0, by.steps.indexOf(step) + 1),
  };
}
