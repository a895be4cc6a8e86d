import { count, duration } from '../../quantities.ts';
import type { Judgement, Seen } from '../trial.ts';
import { isLimited, notSeen } from '../tried.ts';
import {
  answersTo,
  type GuessAnswer,
  gistOf,
  medianOf,
  shortly,
  speaksOfLimit,
} from './answers.ts';
import { ANY_NAME, guessed, heldBy, isAnswer, NO_ANSWER, ownName, wasLetIn } from './guessed.ts';
import { DEFAULT_ACCOUNTS, GUESSER, GUESSER_ELSEWHERE } from './guesses.ts';

/** Never broken: a sound limit may be higher than the number of guesses in an audit. */
export function judgeSlowed(seen: Seen): Judgement | undefined {
  const { atOwnName, atRealName } = guessed(seen);
  if (!atOwnName) return undefined;
  if (wasLetIn(atOwnName, GUESSER)) return notSeen(ANY_NAME);
  const answers = answersTo(atOwnName, GUESSER);
  const [first] = answers;
  if (!first || !isAnswer(first.step)) return notSeen(NO_ANSWER);
  const before = DEFAULT_ACCOUNTS.length;
  const at = slowedAt(answers, ownName(seen));
  if (at !== undefined) {
    return heldBy(
      atOwnName,
      `After ${count(at, 'wrong password')} for one name, and ${at + before} from one address, no more were checked: ${shortly(answers[at] ?? first)}.`,
    );
  }
  const slower = slowerBy(answers);
  if (slower) return heldBy(atOwnName, slower);
  const others = atRealName ? answersTo(atRealName, GUESSER_ELSEWHERE) : [];
  const atReal = slowedAt(others, seen.user);
  if (atRealName && atReal !== undefined) {
    return heldBy(
      atRealName,
      `After ${count(atReal, 'wrong password')} for a name that exists, no more were checked.`,
    );
  }
  const last = answers.at(-1) ?? first;
  const took = last.step.at + last.step.took - first.step.at;
  return {
    verdict: 'yours',
    said: [
      `${answers.length} wrong passwords for one name, ${before + answers.length} from one address, were each answered as the first was, within ${duration(took)}. An audit tries no more: only you can say after how many there is a limit.`,
    ],
    by: atOwnName,
  };
}

/** An earlier change does not come from a limit. */
const EARLIEST = 3;

/** After how many wrong passwords the response changed, and stayed so; undefined if it did not. */
function slowedAt(answers: readonly GuessAnswer[], name: string): number | undefined {
  const [first] = answers;
  if (!first) return undefined;
  if (speaksOfLimit(first)) return isLimited(first.step) ? 0 : undefined;
  const spoken = answers.findIndex(speaksOfLimit);
  if (spoken !== -1) return spoken;
  const gists = answers.map((answer) => gistOf(answer, name));
  const changed = gists.lastIndexOf(gistOf(first, name)) + 1;
  const isForGood = changed >= EARLIEST && changed <= answers.length - 2;
  return isForGood ? changed : undefined;
}

const SLOWER_MS = 400;

function slowerBy(answers: readonly GuessAnswer[]): string | undefined {
  const took = answers.map(({ step }) => step.took);
  const [first, last] = [medianOf(took.slice(0, 3)), medianOf(took.slice(-3))];
  if (last < 4 * first || last - first < SLOWER_MS) return undefined;
  return `The answers to wrong passwords for one name became slower: ${duration(first)} for the first, ${duration(last)} for the last of ${answers.length}.`;
}
