import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Expectation, Flow, Visit } from '../../flows/flow.ts';
import type { RuleId } from '../../rules/rules.ts';
import { capitalized } from '../../sentence.ts';
import { isOurs } from '../../site/site.ts';
import { type Judgement, patiently, type Seen, type Trial, type Tried } from '../trial.ts';
import { notSeen, stepsTitled, triedFlow } from '../tried.ts';
import { shortly } from './answers.ts';
import { wasLetIn } from './guessed.ts';
import { FIRST, OPENED } from './guesses.ts';

/** Long, and with all kinds of characters, so that hardly any app refuses it. */
const STRONG = 'Nobody-5T8w.2mv6';
const CHANGED_BY_A = 'A changes the password';
const BACK = 'the change back to the old password';

const UNKNOWN =
  'Where this app changes a password is not known: name it with --new-password. The audit changes the password there, and changes it back.';
const NO_FORM =
  'The page of --new-password has no form for a new password that could be filled in: see that whoever is signed in gets one there.';

const MASKED: Expectation = { rule: 'password-masked', masksPasswords: true };

/** A visitor who changes the password on the page for that, or by the request for that. */
function change(title: string, visitor: string, old: string, chosen: string): Visit[] {
  return [
    read('the page for a new password', '$newPassword', [MASKED], {
      visitor,
      only: ['new-password-form'],
    }),
    { title, visitor, do: { newPassword: { old, new: chosen } } },
  ];
}

/** A sign-in that may be refused, and the protected page after that. */
function enter(by: string, password: string, who: Partial<Visit>, shown: Expectation): Visit[] {
  return [
    read(FIRST, '$protected', [], who),
    {
      title: `a sign-in with ${by}`,
      do: { signIn: { user: '$user', password } },
      guess: true,
      ...who,
    },
    read(OPENED, '$protected', [shown], who),
  ];
}

const SHOWN: Expectation = { letIn: true };
const OLD = 'the old password';

/** A strong password is accepted, and ends the session in B's browser. D shows that the old one counts again. */
export const CHANGED: Flow = {
  name: 'password-changed',
  about: 'one user in two browsers: a new password in one ends the session in the other',
  needs: ['sign-in', 'protected-page', 'new-password', 'password'],
  steps: [
    ...signInTo('$protected', { visitor: 'A' }),
    ...signInTo('$protected', { visitor: 'B' }),
    ...change(CHANGED_BY_A, 'A', '$password', STRONG),
    read('B’s next request', '$protected', [{ rule: 'password-ends-others', asksToSignIn: true }], {
      visitor: 'B',
    }),
    read('A, who stays', '$protected', [{ status: 200 }], { visitor: 'A', only: ['ours'] }),
    ...enter('the new password', STRONG, { visitor: 'C' }, SHOWN),
    ...change(BACK, 'C', STRONG, '$password'),
    ...enter(OLD, '$password', { visitor: 'D' }, SHOWN),
  ],
};

/** A new password that should be refused. */
interface Weak {
  rule: RuleId;
  /** The name of its flow. */
  flow: string;
  /** In words. */
  what: string;
  password: string;
  held: string;
}

const WEAK: readonly Weak[] = [
  {
    rule: 'password-length',
    flow: 'short-password',
    what: 'seven characters',
    password: 'k7-Pz2v',
    held: 'A password of seven characters was refused.',
  },
  {
    rule: 'password-common',
    flow: 'common-password',
    what: 'a very common password',
    password: 'password1',
    held: 'One of the most common passwords was refused.',
  },
];

/** If B's sign-in with the old password is refused, the new one was accepted: then C changes it back. */
function choosing({ rule, flow, what, password }: Weak): Flow {
  const ifAccepted = [
    ...enter(what, password, { visitor: 'C' }, { rule, letIn: false }),
    ...change(BACK, 'C', password, '$password'),
    ...enter(OLD, '$password', { visitor: 'D' }, SHOWN),
  ];
  return {
    name: flow,
    about: `${what} as a new password: it is not accepted`,
    needs: ['sign-in', 'protected-page', 'new-password', 'password'],
    steps: [
      ...signInTo('$protected', { visitor: 'A' }),
      ...change(CHANGED_BY_A, 'A', '$password', password),
      ...enter(OLD, '$password', { visitor: 'B' }, SHOWN),
      ...ifAccepted.map((visit) => ({ ...visit, ifKeptOut: 'B' })),
    ],
  };
}

/** Whether a new password ends the sessions of the user's other browsers. */
export const CHANGE_TRIAL: Trial = {
  rule: 'password-ends-others',
  tried:
    'One of two browsers changes the password, and the other one opens the protected page. Then the password is changed back. On other apps than ours, only with --new-password.',
  unseen: 'Passwords that are changed in other ways, such as by a link in a mail.',
  held: 'The new password ended the session in the other browser.',
  attempts: [patiently(CHANGED)],
  excuses: (_, by) => !(wasLetIn(by, 'C') && wasLetIn(by, 'D')),
  judge: judgeChange,
};

/** Whether passwords are accepted that should not be. */
export const WEAK_PASSWORD_TRIALS: readonly Trial[] = WEAK.map((weak) => ({
  rule: weak.rule,
  tried: `The password is changed to ${weak.what}; if that is accepted, it is changed back. On other apps than ours, only with --new-password.`,
  unseen: 'The sign-up, and passwords that are changed in other ways.',
  held: weak.held,
  attempts: [patiently(choosing(weak)), patiently(CHANGED)],
  excuses: (_, by) => !wasLetIn(by, 'D'),
  judge: (seen) => judgeWeak(seen, weak),
}));

/** Not judged if the change was not accepted, or is still in place. */
function judgeChange(seen: Seen): Judgement | undefined {
  if (isUnknown(seen)) return notSeen(UNKNOWN);
  const by = triedFlow(seen, CHANGED.name);
  if (!by || by.why !== undefined) return undefined;
  const refused = whyRefused(by);
  if (refused !== undefined) return notSeen(refused);
  return wasLetIn(by, 'D') ? undefined : notSeen(stillIs(STRONG));
}

/** A weak password may be refused for other reasons: it only counts if a strong one is accepted. */
function judgeWeak(seen: Seen, { flow, what, password, held }: Weak): Judgement | undefined {
  if (isUnknown(seen)) return notSeen(UNKNOWN);
  const [by, strong] = [triedFlow(seen, flow), triedFlow(seen, CHANGED.name)];
  if (!by || !strong || by.why !== undefined) return undefined;
  const refused = whyRefused(strong);
  if (refused !== undefined) return notSeen(refused);
  if (wasLetIn(by, 'C')) {
    return notSeen(`${capitalized(what)} was accepted as a password. ${stillIs(password)}`);
  }
  if (stepsTitled(by, CHANGED_BY_A).length === 0) return notSeen(NO_FORM);
  return wasLetIn(by, 'B') ? { verdict: 'held', said: [held], by } : undefined;
}

/** Why a strong password does not count after the change; undefined if it does. */
function whyRefused(by: Tried): string | undefined {
  const [changed] = stepsTitled(by, CHANGED_BY_A);
  if (!changed) return NO_FORM;
  if (wasLetIn(by, 'C')) return undefined;
  const answer = shortly({ all: [changed] });
  return `A strong new password was not accepted (${answer}), so nothing is known of others.`;
}

function stillIs(password: string): string {
  return `The audit could not change the password back: it is now ${password}, so set it anew.`;
}

function isUnknown({ site }: Seen): boolean {
  return !isOurs(site) && site.way?.newPassword === undefined;
}
