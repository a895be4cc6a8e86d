import type { StepEvent } from '../../events/run.ts';
import { count, duration } from '../../quantities.ts';
import { type Answer, answersTo, gistOf, medianOf, shortly, speaksOfLimit } from '../answers.ts';
import type { Judgement, Seen, Tried } from '../trial.ts';
import { isLimited, LIMITED, notSeen, stepsTitled, triedFlow } from '../tried.ts';
import {
  DEFAULT_ACCOUNTS,
  ELSEWHERE,
  GUESSER,
  GUESSES,
  LOCK_OUT,
  OPENED,
  OWN_NAME,
  OWNER,
  RIGHT,
  STRANGER,
  visitorOf,
} from './guesses.ts';

/** What both flows came to; undefined where one was not made. */
interface Guessed {
  atOwnName: Tried | undefined;
  atRealName: Tried | undefined;
}

function guessed(seen: Seen): Guessed {
  const made = (name: string) => {
    const tried = triedFlow(seen, name);
    return tried && tried.why === undefined ? tried : undefined;
  };
  return { atOwnName: made(GUESSES.name), atRealName: made(LOCK_OUT.name) };
}

const ANY_NAME =
  'Whoever names anything is signed in here, whatever the password: give the app accounts with passwords.';

/** Never broken: a sound limit may be higher than what an audit tries. */
export function judgeSlowed(seen: Seen): Judgement | undefined {
  const { atOwnName, atRealName } = guessed(seen);
  if (!atOwnName) return undefined;
  if (isIn(atOwnName, GUESSER)) return notSeen(ANY_NAME);
  const answers = answersTo(atOwnName, GUESSER);
  const [first] = answers;
  if (!first || !isAnswer(first.step)) return notSeen(NO_ANSWER);
  const before = DEFAULT_ACCOUNTS.length;
  const at = slowedAt(answers, ownName(seen));
  if (at !== undefined) {
    return held(
      atOwnName,
      `After ${count(at, 'wrong password')} for one name, and ${at + before} from one address, no more were checked: ${shortly(answers[at] ?? first)}.`,
    );
  }
  const slower = slowerBy(answers);
  if (slower) return held(atOwnName, slower);
  const others = atRealName ? answersTo(atRealName, STRANGER) : [];
  const atReal = slowedAt(others, seen.user);
  if (atRealName && atReal !== undefined) {
    return held(
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

/** Broken where the right password is refused as the wrong ones of somebody else were, or for a limit. */
export function judgeLockOut(seen: Seen): Judgement | undefined {
  const { atRealName } = guessed(seen);
  if (!atRealName) return undefined;
  const wrong = answersTo(atRealName, STRANGER);
  if (wrong.some(({ step }) => step.response === null)) {
    return notSeen(
      `Nobody can visit from ${ELSEWHERE} here: on macOS, sudo ifconfig lo0 alias ${ELSEWHERE} adds it.`,
    );
  }
  if (isIn(atRealName, STRANGER)) return notSeen(ANY_NAME);
  const [right] = stepsTitled(atRealName, RIGHT);
  const [first] = wrong;
  if (!first || !right) return undefined;
  if (!isAnswer(first.step)) return notSeen(NO_ANSWER);
  if (isIn(atRealName, OWNER)) {
    return held(
      atRealName,
      `After ${count(wrong.length, 'wrong password')} from ${ELSEWHERE}, the right one was accepted from another address.`,
    );
  }
  const answer: Answer = { step: right, all: [right] };
  // Where a person has to prove that they are one, nobody is locked out.
  const asksMore = /captcha|turnstile/i.test(right.response?.body ?? '');
  const asWrong = wrong.some(({ step }) => isAlike({ step, all: [step] }, answer, seen.user));
  if (!isKeptOut(atRealName, OWNER) || asksMore || !(asWrong || speaksOfLimit(answer))) {
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

/** By the answers alone: of a few of them, the time proves nothing. */
export function judgeNames(seen: Seen): Judgement | undefined {
  const { atOwnName, atRealName } = guessed(seen);
  if (!atOwnName || !atRealName) {
    const why = [GUESSES, LOCK_OUT].map(({ name }) => triedFlow(seen, name)?.why);
    return notSeen(why.find((one) => one !== undefined) ?? NO_ANSWER);
  }
  if (isIn(atOwnName, GUESSER) || isIn(atRealName, STRANGER)) return notSeen(ANY_NAME);
  const unknown = answersTo(atOwnName, GUESSER);
  const known = answersTo(atRealName, STRANGER);
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
  if (isAboutForm(stranger) !== isAboutForm(member)) {
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

/** What must be between the slowest of one kind and the fastest of the other, so that it is told, in milliseconds. */
const CLEARLY_MS = 10;

function judgeTime(unknown: Answer[], known: Answer[], by: Tried): Judgement {
  const few = Math.min(unknown.length, known.length);
  const times = (answers: Answer[]) => answers.slice(0, few).map(({ step }) => step.took);
  const [one, other] = [times(known), times(unknown)];
  const ranges = `${rangeOf(one)} for a name that exists, ${rangeOf(other)} for one that does not`;
  const gap = Math.max(
    Math.min(...one) - Math.max(...other),
    Math.min(...other) - Math.max(...one),
  );
  const same = 'A wrong password and an unknown name got the same answer.';
  if (gap < CLEARLY_MS)
    return held(by, `${same} The time tells nothing: ${ranges}, of ${few} each.`);
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

/** Broken where it signs in, and any other password does not. */
export function judgeDefaults(seen: Seen): Judgement | undefined {
  const { atOwnName, atRealName } = guessed(seen);
  if (!atOwnName) return undefined;
  if (isIn(atOwnName, GUESSER)) return notSeen(ANY_NAME);
  const tried = DEFAULT_ACCOUNTS.map((account, index) => ({
    ...account,
    step: atOwnName.steps.find(
      ({ visitor, title }) =>
        visitor === visitorOf(index) && title !== OPENED && /^a sign-in/.test(title),
    ),
    isIn: isIn(atOwnName, visitorOf(index)),
  }));
  const found = tried.find((one) => one.isIn);
  if (found) {
    const checksIts = tried.some(({ user, isIn }) => user === found.user && !isIn);
    const checksOthers = atRealName !== undefined && isKeptOut(atRealName, STRANGER);
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
  if (answered.length < tried.length) return notSeen(LIMITED);
  const names = tried.map(({ user, password }) => `${user}/${password}`).join(', ');
  return held(atOwnName, `None of ${names} signed in.`);
}

const NO_ANSWER = 'The sign-in did not answer a wrong password: see the other rules.';

function held(by: Tried, said: string): Judgement {
  return { verdict: 'held', said: [said], by };
}

function ownName({ user }: Seen): string {
  return OWN_NAME.replace('$user', user);
}

/** Whether a sign-in was answered by the app, and not by its failure. */
function isAnswer({ response }: StepEvent): boolean {
  return response !== null && response.status < 500 && response.status !== 404;
}

function isAboutForm({ step: { response } }: Answer): boolean {
  return response?.status === 400 || response?.status === 422;
}

function isAlike(one: Answer, other: Answer, name: string): boolean {
  return gistOf(one, name) === gistOf(other, name);
}

/** Whether a visitor was shown the protected page at the end. */
function isIn({ steps }: Tried, visitor: string): boolean {
  return letIn(steps, visitor) === true;
}

function isKeptOut({ steps }: Tried, visitor: string): boolean {
  return letIn(steps, visitor) === false;
}

/** By the check of the last step; undefined where there was no such check. */
function letIn(steps: readonly StepEvent[], visitor: string): boolean | undefined {
  const last = steps.findLast((step) => step.visitor === visitor && step.title === OPENED);
  const check = last?.checks.find(({ what }) => what === 'whether the page is shown');
  return check?.got.startsWith('it is:');
}

/** A change that early is none of a limit's. */
const EARLIEST = 3;

/** After how many wrong passwords the answer became another one, for good; undefined where it did not. */
function slowedAt(answers: readonly Answer[], name: string): number | undefined {
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

function slowerBy(answers: readonly Answer[]): string | undefined {
  const took = answers.map(({ step }) => step.took);
  const [first, last] = [medianOf(took.slice(0, 3)), medianOf(took.slice(-3))];
  if (last < 4 * first || last - first < SLOWER_MS) return undefined;
  return `The answers to wrong passwords for one name became slower: ${duration(first)} for the first, ${duration(last)} for the last of ${answers.length}.`;
}
