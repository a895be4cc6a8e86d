import { read, signInTo } from '../../flows/built-in/steps.ts';
import type { Flow, Visit } from '../../flows/flow.ts';

/**
 * How many wrong passwords a whole audit sends, for all names together, including that of `sign-in-logged`. Each of
 * them may count against somebody.
 */
export const MOST_GUESSES = 20;

/** Names and passwords that attackers try first. */
export const DEFAULT_ACCOUNTS: ReadonlyArray<{ user: string; password: string }> = [
  { user: 'admin', password: 'admin' },
  { user: 'admin', password: 'password' },
  { user: 'root', password: 'root' },
];

/** A lock after five failures is the most common one. */
const AT_REAL_NAME = 5;
/** A limit of ten shows at the eleventh guess. */
const AT_OWN_NAME = 11;

/** A name that nobody has, in the form of the app's names: if these are e-mail addresses, it is one too. */
export const OWN_NAME = 'audit$user';
/** Guesses for the name that nobody has. */
export const GUESSER = 'G';
/** Guesses for the real name, from another address. */
export const GUESSER_ELSEWHERE = 'L';
/** Another address of this machine. */
export const ELSEWHERE = '127.0.0.2';
/** Has the right password, and comes after the stranger. */
export const OWNER = 'A';

const GUESS = 'wrong password number';
export const RIGHT = 'the right password, from the usual address';
/** All visitors reach the sign-in in the same way, because the contents of the form depend on that. */
export const FIRST = 'the protected page, first';
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

/** The visitor who tries a default account. */
export function visitorOf(index: number): string {
  return `D${index + 1}`;
}

/** The app is started only for this flow, so that the counts in its memory end with it. */
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

/** Only made if a lock ends with the app: see what it needs. */
export const LOCK_OUT: Flow = {
  name: 'lock-out',
  about: 'wrong passwords from another address, and then the right one: its owner gets in',
  instances: 1,
  needs: ['sign-in', 'protected-page', 'password', 'no-database'],
  steps: [
    // Twice, to recognise a limit on how often anybody signs in.
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
