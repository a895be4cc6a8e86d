import type { Check, StepEvent } from '../events/run.ts';
import type { Flow, Visit } from '../flows/flow.ts';
import { RULES, type RuleId } from '../rules/rules.ts';
import { isSame, type Judgement, type Seen, type Trial, type Tried } from './trial.ts';

/**
 * The verdict on a rule: broken where a check failed that names it, in whatever attempt, unless a broken rule explains
 * that; held where one of its own attempts came to its end, and each check that names it passed; otherwise not seen.
 */
export function judge(trial: Trial, seen: Seen): Judgement {
  const { rule } = trial;
  const broken = brokenIn(trial, seen);
  if (!broken) return trial.judge?.(seen) ?? byAttempts(trial, seen);
  const [reason] = explaining(rule).filter((other) => isBroken(other, seen));
  if (reason === undefined) return broken;
  return { verdict: 'not-seen', said: [`What was seen comes of ${reason}: mend that first.`] };
}

function isBroken(id: RuleId, { tried }: Seen): boolean {
  return tried.some(({ steps }) =>
    steps.some(({ checks }) => checks.some((check) => breaks(check, id))),
  );
}

function brokenIn({ rule, excuses }: Trial, seen: Seen): Judgement | undefined {
  for (const by of seen.tried) {
    const at = by.steps.findIndex(
      (step) =>
        step.checks.some((check) => breaks(check, rule)) && excuses?.(step, by, seen) !== true,
    );
    const step = by.steps[at];
    if (!step) continue;
    const steps = by.steps.slice(0, at + 1);
    const said = step.checks
      .filter((check) => breaks(check, rule))
      .map(({ what, expected, got }) =>
        sentence(`${step.title}, ${what}: ${got}. Expected: ${expected}`),
      );
    return { verdict: 'broken', said, by, steps };
  }
  return undefined;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function breaks({ passed, rule }: Check, id: RuleId): boolean {
  return !passed && rule === id;
}

function byAttempts({ rule, attempts, held }: Trial, { tried }: Seen): Judgement {
  const own = tried.filter((one) => attempts.some((attempt) => isSame(one, attempt)));
  const [whole] = own.filter((one) => obstacleIn(one) === undefined);
  if (!whole) {
    const [first] = own;
    const why = first && obstacleIn(first);
    return { verdict: 'not-seen', said: [why ?? 'Nothing was tried.'] };
  }
  const isNamed = attempts.some(({ flow }) => names(flow, rule));
  const isChecked = own.some(({ steps }) =>
    steps.some(({ checks }) => checks.some((check) => check.passed && check.rule === rule)),
  );
  if (isNamed && !isChecked) {
    return { verdict: 'not-seen', said: ['No answer was of the kind that it is about.'] };
  }
  return { verdict: 'held', said: [held], by: whole };
}

/** Whether a flow has a check that names the rule. */
export function names({ steps }: Flow, rule: RuleId): boolean {
  return visitsIn(steps).some(({ expect = [] }) => expect.some((one) => one.rule === rule));
}

export function visitsIn(steps: Flow['steps']): readonly Visit[] {
  return steps.flatMap((step) => {
    if ('together' in step) return step.together;
    return 'do' in step ? [step] : [];
  });
}

/** What is in the way of a verdict: an attempt that was not made, or in which nobody stayed signed in. */
export function obstacleIn({ flow, steps, why }: Tried): string | undefined {
  if (why !== undefined) return why;
  const failed = steps.flatMap(lossesAt);
  const [first] = failed;
  if (!first) return undefined;
  const { step, check } = first;
  const cause = check.rule === undefined ? `${check.what}: ${check.got}` : `see ${check.rule}`;
  return `The flow ${flow.name} did not get past "${step.title}" (${cause}).`;
}

function lossesAt(step: StepEvent): Array<{ step: StepEvent; check: Check }> {
  return step.checks
    .filter(({ passed, rule }) => !passed && (rule === undefined || LOSES_SIGN_IN.has(rule)))
    .map((check) => ({ step, check }));
}

/** Where one of these is broken, nobody is signed in any more, and what comes after shows nothing. */
const LOSES_SIGN_IN: ReadonlySet<RuleId> = new Set([
  'sign-in-refused',
  'session-present',
  'session-saved',
  'saved-before-answer',
  'one-session-middleware',
  'trust-proxy',
  'cookie-scope',
  'cookie-secure',
  'cookie-same-site',
  'cookie-size',
  'cookie-name-own',
  'secret-stable',
  'memory-not-shared',
  'lifetime-fits',
  'store-failure-told',
] satisfies RuleId[]);

/** What may be seen of other rules where one is broken, though they hold. */
const EXPLAINS: Partial<Record<RuleId, readonly RuleId[]>> = {
  'memory-not-shared': [
    'session-saved',
    'saved-before-answer',
    'logout-ends-session',
    'logout-final',
  ],
  'protected-page': ['store-failure-closed', 'cross-site-change', 'idle-limit', 'absolute-limit'],
  'visitors-apart': ['protected-page', 'cross-site-change', 'idle-limit', 'absolute-limit'],
  // Whoever is not logged out is still let in once the store answers.
  'logout-ends-session': ['store-failure-closed'],
  // It has ended before anybody looks.
  'lifetime-fits': ['session-saved', 'saved-before-answer'],
  // The prefix is for cookies that are Secure.
  'cookie-secure': ['cookie-host-prefix'],
  'session-saved': ['saved-before-answer'],
  'store-failure-told': ['parallel-writes-kept'],
  'trust-proxy': ['session-saved', 'cookie-secure'],
};

function explaining(rule: RuleId): RuleId[] {
  return RULES.map(({ id }) => id).filter((id) => EXPLAINS[id]?.includes(rule));
}
