import type { Judgement, Seen } from '../trial.ts';
import { isLimited, LIMITED, notSeen } from '../tried.ts';
import { ANY_NAME, guessed, heldBy, isAnswer, NO_ANSWER, wasKeptOut, wasLetIn } from './guessed.ts';
import { DEFAULT_ACCOUNTS, GUESSER, GUESSER_ELSEWHERE, OPENED, visitorOf } from './guesses.ts';

/** Broken if a default account signs in, and with any other password does not. */
export function judgeDefaults(seen: Seen): Judgement | undefined {
  const { atOwnName, atRealName } = guessed(seen);
  if (!atOwnName) return undefined;
  if (wasLetIn(atOwnName, GUESSER)) return notSeen(ANY_NAME);
  const tried = DEFAULT_ACCOUNTS.map((account, index) => ({
    ...account,
    step: atOwnName.steps.find(
      ({ visitor, title }) =>
        visitor === visitorOf(index) && title !== OPENED && /^a sign-in/.test(title),
    ),
    isIn: wasLetIn(atOwnName, visitorOf(index)),
  }));
  const found = tried.find((one) => one.isIn);
  if (found) {
    const checksIts = tried.some(({ user, isIn }) => user === found.user && !isIn);
    const checksOthers = atRealName !== undefined && wasKeptOut(atRealName, GUESSER_ELSEWHERE);
    const what = `${found.user} with the password ${found.password} signed in`;
    if (!checksIts && !checksOthers) {
      return notSeen(
        `${what}, and it cannot be seen whether any other password would have done so too.`,
      );
    }
    return {
      verdict: 'broken',
      said: [`${what}, and another password did not.`],
      by: atOwnName,
      steps: found.step ? [found.step] : [],
    };
  }
  const answered = tried.filter(({ step }) => step && isAnswer(step) && !isLimited(step));
  const hasFailed = tried.some(({ step }) => step && !isAnswer(step) && !isLimited(step));
  if (answered.length < tried.length) return notSeen(hasFailed ? NO_ANSWER : LIMITED);
  const names = tried.map(({ user, password }) => `${user}/${password}`).join(', ');
  return heldBy(atOwnName, `None of ${names} signed in.`);
}
