import { count } from '../../quantities.ts';
import type { Judgement, Seen } from '../trial.ts';
import { notSeen, stepsTitled } from '../tried.ts';
import { answersTo, type GuessAnswer, gistOf, shortly, speaksOfLimit } from './answers.ts';
import { ANY_NAME, guessed, heldBy, isAnswer, NO_ANSWER, wasKeptOut, wasLetIn } from './guessed.ts';
import { ELSEWHERE, GUESSER_ELSEWHERE, OWNER, RIGHT } from './guesses.ts';

/** Broken if the right password is refused like the wrong ones of somebody else, or because of a limit. */
export function judgeLockOut(seen: Seen): Judgement | undefined {
  const { atRealName } = guessed(seen);
  if (!atRealName) return undefined;
  const wrong = answersTo(atRealName, GUESSER_ELSEWHERE);
  if (wrong.some(({ step }) => step.response === null)) {
    return notSeen(
      `Nobody can visit from ${ELSEWHERE} here: on macOS, sudo ifconfig lo0 alias ${ELSEWHERE} adds it.`,
    );
  }
  if (wasLetIn(atRealName, GUESSER_ELSEWHERE)) return notSeen(ANY_NAME);
  const [right] = stepsTitled(atRealName, RIGHT);
  const [first] = wrong;
  if (!first || !right) return undefined;
  if (!isAnswer(first.step)) return notSeen(NO_ANSWER);
  if (wasLetIn(atRealName, OWNER)) {
    return heldBy(
      atRealName,
      `After ${count(wrong.length, 'wrong password')} from ${ELSEWHERE}, the right one was accepted from another address.`,
    );
  }
  const answer: GuessAnswer = { step: right, all: [right] };
  const asksMore = WAYS_IN.test(right.response?.body ?? '');
  const asWrong = wrong.some(({ step }) => isAlike({ step, all: [step] }, answer, seen.user));
  if (!wasKeptOut(atRealName, OWNER) || asksMore || !(asWrong || speaksOfLimit(answer))) {
    return notSeen(
      `After ${count(wrong.length, 'wrong password')} from ${ELSEWHERE}, the right one was answered with ${shortly(answer)}: whether its owner gets in by that cannot be seen.`,
    );
  }
  return {
    verdict: 'broken',
    said: [
      `The right password was accepted first. After ${count(wrong.length, 'wrong password')} from ${ELSEWHERE}, it was refused from the usual address: ${shortly(answer)}.`,
    ],
    by: atRealName,
    steps: atRealName.steps,
  };
}

/**
 * If people have to prove that they are human, or that the account is theirs by a message that was sent to them, nobody
 * is locked out.
 */
const WAYS_IN =
  /captcha|turnstile|\b(sent|e-?mailed|texted) you\b|sent (an? )?(e-?mail|mail|link|code|message) to|check your (e-?mail|mail|inbox|phone)/i;

function isAlike(one: GuessAnswer, other: GuessAnswer, name: string): boolean {
  return gistOf(one, name) === gistOf(other, name);
}
