import type { StepEvent } from '../../events/run.ts';
import type { Judgement, Seen, Tried } from '../trial.ts';
import { triedFlow } from '../tried.ts';
import { GUESSER, GUESSER_ELSEWHERE, GUESSES, LOCK_OUT, OWN_NAME } from './guesses.ts';

/** The results of both flows; undefined if one was not made. */
interface Guessed {
  atOwnName: Tried | undefined;
  atRealName: Tried | undefined;
}

export function guessed(seen: Seen): Guessed {
  const made = (name: string) => {
    const tried = triedFlow(seen, name);
    return tried && tried.why === undefined ? tried : undefined;
  };
  return { atOwnName: made(GUESSES.name), atRealName: made(LOCK_OUT.name) };
}

/** Whether a wrong password was accepted. */
export function takesAnyPassword(seen: Seen): boolean {
  const { atOwnName, atRealName } = guessed(seen);
  return (
    (atOwnName !== undefined && wasLetIn(atOwnName, GUESSER)) ||
    (atRealName !== undefined && wasLetIn(atRealName, GUESSER_ELSEWHERE))
  );
}

export const ANY_NAME =
  'Whoever names anything is signed in here, whatever the password: give the app accounts with passwords.';

export const NO_ANSWER = 'The sign-in did not answer a wrong password: see the other rules.';

export function heldBy(by: Tried, said: string): Judgement {
  return { verdict: 'held', said: [said], by };
}

export function ownName({ user }: Seen): string {
  return OWN_NAME.replace('$user', user);
}

/** Whether the app answered a sign-in without failing. */
export function isAnswer({ response }: StepEvent): boolean {
  return response !== null && response.status < 500;
}

/** Whether a visitor was shown the protected page at the end. */
export function wasLetIn({ steps }: Tried, visitor: string): boolean {
  return letIn(steps, visitor) === true;
}

export function wasKeptOut({ steps }: Tried, visitor: string): boolean {
  return letIn(steps, visitor) === false;
}

/** The result of the visitor's last such check; undefined if there was none. */
function letIn(steps: readonly StepEvent[], visitor: string): boolean | undefined {
  const [last] = steps
    .filter((step) => step.visitor === visitor)
    .flatMap(({ checks }) => checks.filter(({ what }) => what === 'whether the page is shown'))
    .slice(-1);
  return last?.got.startsWith('it is:');
}
