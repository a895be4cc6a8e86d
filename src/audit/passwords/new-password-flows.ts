import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Expectation, Flow, Visit } from '../../flows/flow.ts';
import type { RuleId } from '../../rules/rules.ts';
import { FIRST } from './guesses.ts';

/** Long, and with all kinds of characters, so that hardly any app refuses it. */
export const STRONG = 'Nobody-5T8w.2mv6';
export const PAGE = 'the page for a new password';
export const CHANGED_BY_A = 'A changes the password';
const BACK = 'the change back to the old password';
const BACK_BY_A = 'the change back by A';

const MASKED: Expectation = { rule: 'password-masked', masksPasswords: true };

/** A visitor who changes the password on the page for that, or by the request for that. */
function change(
  title: string,
  visitor: string,
  passwords: { old: string; new: string },
  page: Expectation[] = [MASKED],
): Visit[] {
  return [
    read(PAGE, '$newPassword', page, { visitor, only: ['new-password-form'] }),
    { title, visitor, do: { newPassword: passwords } },
  ];
}

/** A is signed in, and so the page has the form. */
function firstChange(password: string): Visit[] {
  const passwords = { old: '$password', new: password };
  return change(CHANGED_BY_A, 'A', passwords, [MASKED, { newPasswordForm: true }]);
}

function changeBack(title: string, visitor: string, password: string): Visit[] {
  return change(title, visitor, { old: password, new: '$password' });
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
    read('the page, by that password', '$protected', [shown], who),
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
    ...firstChange(STRONG),
    { title: 'where the change leads', visitor: 'A', do: { follow: true }, ifRedirected: true },
    read('B’s next request', '$protected', [{ rule: 'password-ends-others', asksToSignIn: true }], {
      visitor: 'B',
    }),
    read('A, who stays', '$protected', [{ status: 200 }], { visitor: 'A', only: ['ours'] }),
    ...enter('the new password', STRONG, { visitor: 'C' }, SHOWN),
    ...changeBack(BACK, 'C', STRONG),
    ...enter(OLD, '$password', { visitor: 'D' }, SHOWN),
    ...backByA(STRONG),
  ],
};

/** If D is refused, C may have been too, such as by a limit on sign-ins: A is perhaps still signed in. */
function backByA(password: string): Visit[] {
  return [
    ...changeBack(BACK_BY_A, 'A', password),
    ...enter(OLD, '$password', { visitor: 'E' }, SHOWN),
  ].map((visit) => ({ ...visit, ifKeptOut: 'D' }));
}

/** A new password that should be refused. */
export interface Weak {
  rule: RuleId;
  /** The name of its flow. */
  flow: string;
  /** In words. */
  what: string;
  password: string;
  held: string;
}

export const WEAK: readonly Weak[] = [
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
export function choosing({ rule, flow, what, password }: Weak): Flow {
  const ifAccepted = [
    ...enter(what, password, { visitor: 'C' }, { rule, letIn: false }),
    ...changeBack(BACK, 'C', password),
    ...enter(OLD, '$password', { visitor: 'D' }, SHOWN),
  ];
  return {
    name: flow,
    about: `${what} as a new password: it is not accepted`,
    needs: ['sign-in', 'protected-page', 'new-password', 'password'],
    steps: [
      ...signInTo('$protected', { visitor: 'A' }),
      ...firstChange(password),
      ...enter(OLD, '$password', { visitor: 'B' }, SHOWN),
      ...ifAccepted.map((visit) => ({ ...visit, ifKeptOut: 'B' })),
      ...backByA(password),
    ],
  };
}
