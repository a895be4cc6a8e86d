import { brokenBy } from '../checks/causes/broken-by.ts';
import type { CheckResult } from '../checks/check-result.ts';
import { asksToSignIn, type Observed } from '../checks/observed.ts';
import { answerOf, answerWithText } from '../checks/wording.ts';
import type { Invariant } from '../events/load.ts';
import { own, type Told, told } from '../masking/told.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Standing } from './session-ledger.ts';

/** A response to a visitor of a load, and the facts about that visitor. */
export interface VisitorAnswer {
  visitor: string;
  seen: Observed;
  /** The first check that failed. */
  failed: CheckResult | undefined;
  /** The name of another visitor, if the response shows one. */
  shown: string | undefined;
  /** The visitor whose session the present cookie belongs to; undefined if there is none. */
  owner: string | undefined;
  /** The state of the session that the request sent; undefined if it sent none. */
  carried: Standing | undefined;
}

/** A broken invariant, with the expected and the actual behaviour. */
export interface Breach {
  invariant: Invariant;
  /** The broken rule, if the response alone shows it. */
  rule: RuleId | undefined;
  expected: Told;
  got: Told;
}

interface Kind {
  invariant: Invariant;
  rule?(answer: VisitorAnswer): RuleId | undefined;
  when(answer: VisitorAnswer): boolean;
  expected(answer: VisitorAnswer): Told;
  got(answer: VisitorAnswer): Told;
}

/** The worst first: a response counts as one of them at most. */
const KINDS: readonly Kind[] = [
  {
    invariant: 'mixedUp',
    rule: () => 'visitors-apart',
    when: ({ shown }) => shown !== undefined,
    expected: ({ visitor }) => own(`no visitor’s name but ${visitor}`),
    got: ({ shown, seen }) => told`${own(shown ?? '')}, in ${answerWithText(seen)}`,
  },
  {
    invariant: 'mixedUp',
    rule: () => 'visitors-apart',
    when: ({ owner, visitor }) => owner !== undefined && owner !== visitor,
    expected: () => own('a session of the visitor’s own'),
    got: ({ owner }) => own(`the session of ${owner}`),
  },
  {
    invariant: 'undone',
    when: ({ carried, failed, seen }) =>
      carried === 'signed out' && failed !== undefined && isSuccess(seen) && !asksToSignIn(seen),
    expected: () => own('a sign-in form: the cookie’s log-out was done'),
    got: ({ seen }) => answerWithText(seen),
  },
  {
    invariant: 'lost',
    when: ({ carried, failed, seen, visitor }) =>
      carried === 'signed in' &&
      failed !== undefined &&
      (asksToSignIn(seen) ||
        (isSuccess(seen) && (failed.what === 'the session' || missesName(failed, visitor)))),
    expected: ({ visitor }) => own(`${visitor} is still signed in`),
    got: ({ seen }) => (asksToSignIn(seen) ? answerOf(seen) : answerWithText(seen)),
  },
  {
    invariant: 'wrongPages',
    rule: ({ failed, seen }) => failed && (failed.broken ?? brokenBy(failed, seen))?.rule,
    when: ({ failed }) => failed !== undefined,
    expected: ({ failed }) => (failed ? told`${own(failed.what)}: ${failed.expected}` : own('')),
    got: ({ failed }) => failed?.got ?? own(''),
  },
];

/** The breach in an answer; undefined if there is none. */
export function breachOf(answer: VisitorAnswer): Breach | undefined {
  const kind = KINDS.find(({ when }) => when(answer));
  return (
    kind && {
      invariant: kind.invariant,
      rule: kind.rule?.(answer),
      expected: kind.expected(answer),
      got: kind.got(answer),
    }
  );
}

function isSuccess({ response }: Observed): boolean {
  return response !== undefined && response.status >= 200 && response.status < 300;
}

/** Whether a page fails to show the visitor's name. */
function missesName({ what, expected }: CheckResult, visitor: string): boolean {
  return what === 'what the page says' && expected.text((text) => text).includes(visitor);
}
