import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Flow, Visit } from '../../flows/flow.ts';

/**
 * So many wrong passwords are typed in a whole audit, at all names together, with the one of `sign-in-logged`. Each of
 * them may count against somebody.
 */
export const MOST_GUESSES = 20;

/** A name and a password that everybody tries first. */
export const DEFAULT_ACCOUNTS: ReadonlyArray<{ user: string; password: string }> = [
  { user: 'admin', password: 'admin' },
  { user: 'admin', password: 'password' },
  { user: 'root', password: 'root' },
];

/** A lock after five is the most usual one. */
const AT_REAL_NAME = 5;
/** A limit of ten shows at the eleventh. */
const AT_OWN_NAME = 11;

/** A name that nobody has, and that looks as those of the app do: an address of e-mail stays one. */
export const OWN_NAME = 'audit$user';
/** Who guesses at the name of the audit's own. */
export const GUESSER = 'G';
/** Who guesses at the real name, from another address. */
export const GUESSER_ELSEWHERE = 'L';
/** Another address of this machine. */
export const ELSEWHERE = '127.0.0.2';
/** Who has the right password, and comes after the stranger. */
export const OWNER = 'A';

const GUESS = 'wrong password number';
export const RIGHT = 'the right password, from the usual address';
/** All come to the sign-in by the same way: what a form holds depends on that. */
const FIRST = 'the protected page, first';
export const OPENED = 'the protected page, after that';

export function isGuess({ title }: { title: string }): boolean {
  return title.startsWith(GUESS);
}

function guesses(count: number, user: string, who: Partial<Visit>): Visit[] {
  return Array.from({ length: count }, (_, index) => ({
    title: `${GUESS} ${index + 1}`,
    do: { signIn: { user, password: `wrong-guess-${index + 1}` } },
    guess: true,
    ...who,
  }));
}

/** Who guesses with which of the default accounts. */
export function visitorOf(index: number): string {
  return `D${index + 1}`;
}

/** An app is started for it alone: what a limit in its memory counts goes with it. */
export const GUESSES: Flow = {
  name: 'guesses',
  about: 'wrong passwords for a name that nobody has, and accounts that everybody tries first',
  instances: 1,
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...DEFAULT_ACCOUNTS.flatMap(({ user, password }, index): Visit[] => [
      {
        title: `a sign-in as ${user} with the password ${password}`,
        visitor: visitorOf(index),
        do: { signIn: { user, password } },
        guess: true,
      },
      read(OPENED, '$protected', [{ letIn: false }], { visitor: visitorOf(index) }),
    ]),
    read(FIRST, '$protected', [], { visitor: GUESSER }),
    ...guesses(AT_OWN_NAME, OWN_NAME, { visitor: GUESSER }),
    read(OPENED, '$protected', [{ letIn: false }], { visitor: GUESSER }),
  ],
};

/** Made only where a lock goes with the app: see what it needs. */
export const LOCK_OUT: Flow = {
  name: 'lock-out',
  about: 'wrong passwords from another address, and then the right one: its owner gets in',
  instances: 1,
  needs: ['sign-in', 'protected-page', 'password', 'no-database'],
  steps: [
    // Twice: a limit on how often anybody signs in is told apart by that.
    ...signInTo('$protected', { visitor: 'C' }),
    ...signInTo('$protected', { visitor: 'E' }),
    read(FIRST, '$protected', [], { visitor: GUESSER_ELSEWHERE, from: ELSEWHERE }),
    ...guesses(AT_REAL_NAME, '$user', { visitor: GUESSER_ELSEWHERE, from: ELSEWHERE }),
    read(OPENED, '$protected', [{ letIn: false }], { visitor: GUESSER_ELSEWHERE, from: ELSEWHERE }),
    read(FIRST, '$protected', [], { visitor: OWNER }),
    {
      title: RIGHT,
      visitor: OWNER,
      do: { signIn: { user: '$user', password: '$password' } },
      guess: true,
    },
    read(OPENED, '$protected', [{ letIn: true }], { visitor: OWNER }),
  ],
};

export const TOO_SHORT = 'a new password of seven characters';
export const TOO_COMMON = 'a new password that is among the most common ones';
const WEAK = { short: 'k7-Pz2v', common: 'password1' };

/** On sites of ours, at an account that was made for the run. */
export const NEW_PASSWORDS: Flow = {
  name: 'new-passwords',
  about: 'new passwords that are too short, or that everybody tries first: none is accepted',
  needs: ['account-page', 'own-account'],
  steps: [
    ...signInTo('$protected'),
    read('the account page', '/account', [{ rule: 'password-masked', masksPasswords: true }]),
    newPassword(TOO_SHORT, WEAK.short),
    // One that was accepted ends the session, and counts no more.
    { account: 'back' },
    ...signInTo('$protected', { visitor: 'B' }),
    newPassword(TOO_COMMON, WEAK.common, { visitor: 'B' }),
  ],
};

function newPassword(title: string, password: string, who: Partial<Visit> = {}): Visit {
  return {
    title,
    ...who,
    do: {
      post: '/account/password',
      form: { old_password: '$password', new_password: password, repeated: password },
    },
    expect: [{ status: 422 }],
  };
}
