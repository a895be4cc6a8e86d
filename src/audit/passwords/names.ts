import type { Judgement, Seen, Tried } from '../trial.ts';
import { LIMITED, notSeen, triedFlow } from '../tried.ts';
import { answersTo, type GuessAnswer, gistOf, shortly, speaksOfLimit } from './answers.ts';
import {
  ANY_NAME,
  guessed,
  heldBy,
  isAnswer,
  NO_ANSWER,
  ownName,
  takesAnyPassword,
} from './guessed.ts';
import { GUESSER, GUESSER_ELSEWHERE, GUESSES, LOCK_OUT } from './guesses.ts';

/** Judged only by the contents of responses: a few response times prove nothing. */
export function judgeNames(seen: Seen): Judgement | undefined {
  const { atOwnName, atRealName } = guessed(seen);
  if (!atOwnName || !atRealName) {
    const why = [GUESSES, LOCK_OUT].map(({ name }) => triedFlow(seen, name)?.why);
    return notSeen(why.find((one) => one !== undefined) ?? NO_ANSWER);
  }
  if (takesAnyPassword(seen)) return notSeen(ANY_NAME);
  const unknown = answersTo(atOwnName, GUESSER);
  const known = answersTo(atRealName, GUESSER_ELSEWHERE);
  const all = [...unknown.slice(0, 2), ...known.slice(0, 2)];
  if (all.length < 4 || !all.every(({ step }) => isAnswer(step))) return notSeen(NO_ANSWER);
  if (all.some(speaksOfLimit)) return notSeen(LIMITED);
  const [one = '', again] = unknown.map((answer) => gistOf(answer, ownName(seen)));
  const [other = '', oncemore] = known.map((answer) => gistOf(answer, seen.user));
  if (one !== again || other !== oncemore) {
    return notSeen(
      'The same wrong password is not answered in the same way twice, so that nothing can be compared.',
    );
  }
  const [stranger, member] = [unknown[0], known[0]];
  if (!stranger || !member) return notSeen(NO_ANSWER);
  if (one === other) return judgeTime(unknown, known, atRealName);
  if (isAboutForm(stranger, member)) {
    return notSeen(
      `The unknown name ${ownName(seen)} was answered with ${shortly(stranger)}, which may be about how it is written.`,
    );
  }
  return {
    verdict: 'broken',
    said: [
      `A wrong password for a name that exists: ${shortly(member)}. For one that does not: ${shortly(stranger)}.`,
    ],
    by: atRealName,
    steps: [...atRealName.steps.filter(({ title }) => title === member.step.title), stranger.step],
  };
}

/** A machine that becomes busier for a moment makes a smaller difference than this. */
const CLEARLY = { times: 3, ms: 10 };

function isClearlyMore(slow: readonly number[], fast: readonly number[]): boolean {
  const [least, most] = [Math.min(...slow), Math.max(...fast)];
  return least >= CLEARLY.times * most && least - most >= CLEARLY.ms;
}

function judgeTime(unknown: GuessAnswer[], known: GuessAnswer[], by: Tried): Judgement {
  const few = Math.min(unknown.length, known.length);
  const times = (answers: GuessAnswer[]) => answers.slice(0, few).map(({ step }) => step.took);
  const [one, other] = [times(known), times(unknown)];
  const ranges = `${rangeOf(one)} for a name that exists, ${rangeOf(other)} for one that does not`;
  const same = 'A wrong password and an unknown name got the same answer.';
  const areApart = isClearlyMore(one, other) || isClearlyMore(other, one);
  if (!areApart) return heldBy(by, `${same} The time tells nothing: ${ranges}, of ${few} each.`);
  return {
    verdict: 'yours',
    said: [
      `${same} But the times are apart: ${ranges}. They are only ${few} each, of an app that has just started: measure it, and check a password where there is no such name too.`,
    ],
    by,
  };
}

function rangeOf(numbers: readonly number[]): string {
  return `${Math.min(...numbers)} to ${Math.max(...numbers)} ms`;
}

/** What an app says about a name in an invalid form. */
const FORM_WORDS =
  /too (long|short)|characters|at least|at most|valid (user ?name|e-?mail)|invalid (user ?name|e-?mail)|letters/i;

/** Whether the response to an unknown name may be about the form of the name. */
function isAboutForm(unknown: GuessAnswer, known: GuessAnswer): boolean {
  const says = ({ all }: GuessAnswer) =>
    all.some(({ response }) => FORM_WORDS.test(response?.body ?? ''));
  const { status = 0 } = unknown.step.response ?? {};
  const isOther = status !== known.step.response?.status;
  return (isOther && [400, 422].includes(status)) || (says(unknown) && !says(known));
}
