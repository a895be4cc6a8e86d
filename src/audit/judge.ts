import type { Check, StepEvent } from '../events/run.ts';
import { LOG_OUT, LOGIN_NEXT } from '../flows/built-in/login-next.ts';
import { NAMELESS, SIGN_IN } from '../flows/built-in/steps.ts';
import { type Flow, visitsIn } from '../flows/flow.ts';
import { LOSES_SIGN_IN } from '../rules/loses-sign-in.ts';
import { type RuleId, ruleOf } from '../rules/rules.ts';
import { sentence } from '../sentence.ts';
import { meets } from '../site/site.ts';
import { showsPage, showsSame } from './shown.ts';
import { isSame, type Judgement, type Seen, type Trial, type Tried } from './trial.ts';
import { cookiesBeside, keepsNone, OTHER_COOKIE } from './tried.ts';

/**
 * The verdict on a rule. Broken: a check that names it failed, in any attempt, unless another broken rule explains
 * that. Held: one of its own attempts was completed, and each check that names the rule passed. Otherwise not seen.
 */
export function judge(trial: Trial, seen: Seen, all: readonly Trial[]): Judgement {
  const { rule } = trial;
  const broken = brokenIn(trial, seen);
  if (!broken && hasOtherPage(rule, seen)) return { verdict: 'not-seen', said: [OTHER_PAGE] };
  if (!broken) {
    const made = trial.judge?.(seen) ?? byAttempts(trial, seen);
    const [beside] = made.verdict === 'held' && isOfSession(trial) ? cookiesBeside(seen) : [];
    return beside === undefined ? made : { verdict: 'not-seen', said: [besideText(beside)] };
  }
  const reason = all.find((other) => explains(other.rule, rule) && brokenIn(other, seen));
  if (reason === undefined) return broken;
  return { verdict: 'not-seen', said: [`What was seen comes of ${reason.rule}: mend that first.`] };
}

/** Rules about the session that says who is signed in, and about its cookie. */
function isOfSession({ rule, needs }: Trial): boolean {
  return needs === 'cookie' || needs === 'ids' || OF_ID.has(rule);
}

const OF_ID: ReadonlySet<RuleId> = new Set(['token-only-in-cookie', 'no-ids-in-log']);

function besideText(name: string): string {
  return `Who is signed in is said by the cookie ${name}, and not by the session of express-session’s, which holds nobody: look at what your browser shows of that cookie.`;
}

function brokenIn({ rule, excuses }: Trial, seen: Seen): Judgement | undefined {
  for (const by of seen.tried) {
    const at = by.steps.findIndex(
      (step) =>
        step.checks.some((check) => breaks(check, rule) && !isOtherPage(check, step, seen)) &&
        excuses?.(step, by, seen) !== true,
    );
    const step = by.steps[at];
    if (!step) continue;
    const steps = by.steps.slice(0, at + 1);
    const checks = step.checks.filter((check) => breaks(check, rule));
    const told = checks.map(({ what, expected, got }) =>
      sentence(`${step.title}, ${what}: ${got}. Expected: ${expected}`),
    );
    const cause = causeIn(checks, rule);
    const said = told.map((one, index) => (index === 0 && cause ? `${one} ${cause}` : one));
    return { verdict: 'broken', said, by, steps };
  }
  return undefined;
}

/** Of a lost sign-in, only the loss is seen: which fault it comes of is in the cause. */
function causeIn(checks: readonly Check[], rule: RuleId): string | undefined {
  if (!LOSES_SIGN_IN.has(rule)) return undefined;
  const cause = checks.find((check) => check.cause !== ruleOf(rule).why)?.cause;
  return cause === undefined ? undefined : sentence(cause);
}

const OTHER_PAGE =
  'Whoever is not signed in is answered with status 200 as well, by another page: only an answer of 401 or 403, a form that asks for a password, or a redirect tells the two apart.';

/** Checks that use a response's status to see whether a page was shown. */
const BY_STATUS: ReadonlySet<string> = new Set(['who is let in', 'whether the page is shown']);

/** Whether a response with status 200 is not the protected page, as a signed-in visitor saw it. */
function isOtherPage({ what }: Check, step: StepEvent, { tried }: Seen): boolean {
  if (!BY_STATUS.has(what) || !showsPage(step)) return false;
  const own = tried.find(({ flow }) => flow.name === LOGIN_NEXT.name)?.steps ?? [];
  const page = own.find(({ title }) => title === 'the protected page');
  if (!page || !showsPage(page) || page.request.path !== step.request.path) return false;
  const isForAll = ({ title }: StepEvent) => title === 'the home page' || title.includes('form');
  return !showsSame(step, page, own.filter(isForAll));
}

function hasOtherPage(rule: RuleId, seen: Seen): boolean {
  return seen.tried.some(({ steps }) =>
    steps.some((step) =>
      step.checks.some((check) => breaks(check, rule) && isOtherPage(check, step, seen)),
    ),
  );
}

function breaks({ passed, rule }: Check, id: RuleId): boolean {
  return !passed && rule === id;
}

function byAttempts({ rule, attempts, held, needs }: Trial, seen: Seen): Judgement {
  const own = seen.tried.filter((one) => attempts.some((attempt) => isSame(one, attempt)));
  const [whole] = own.filter((one) => obstacleIn(one) === undefined);
  if (!whole) {
    const [first] = own;
    const why = first && obstacleIn(first);
    return { verdict: 'not-seen', said: [why ?? 'Nothing was tried.'] };
  }
  const missing = needs === undefined ? undefined : missingOf(needs, own, seen);
  if (missing !== undefined) return { verdict: 'not-seen', said: [missing] };
  const isNamed = attempts.some(({ flow }) => names(flow, rule));
  const isChecked = own.some(({ steps }) =>
    steps.some(({ checks }) => checks.some((check) => check.passed && check.rule === rule)),
  );
  if (isNamed && !isChecked) {
    const why = own.map(obstacleIn).find((one) => one !== undefined);
    return { verdict: 'not-seen', said: [why ?? 'No answer was of the kind that it is about.'] };
  }
  return { verdict: 'held', said: [held], by: whole };
}

const UNSEEN: Readonly<Record<NonNullable<Trial['needs']>, string>> = {
  app: 'Only a probe in the app can tell, and there is none.',
  cookie: 'No cookie of a session came, as far as is known what those look like here.',
  ids: 'The generator of the app’s ids could not be asked, and a few ids do not show how they are made.',
  store: 'Nobody could look into a store of its sessions.',
  operations: 'Nobody could see what the app asks of a session store.',
  https: 'No page came over HTTPS: audit the app as it runs where it is deployed.',
  proxy: 'It was not asked as by a proxy that speaks HTTPS.',
  page: 'No page was found that strangers do not see: name one with --protected.',
};

/** Needs for which a probe in the app is no help. */
const FROM_OUTSIDE: ReadonlySet<Trial['needs']> = new Set(['https', 'page']);

const STARTED = 'Name the app’s folder in place of --url, and the audit starts it.';

/** What was not seen, but is necessary, in a sentence. */
function missingOf(
  needs: NonNullable<Trial['needs']>,
  tried: readonly Tried[],
  { app, site }: Seen,
): string | undefined {
  const steps = tried.flatMap((one) => one.steps);
  const isThere = {
    app: app !== undefined,
    cookie: steps.some(({ cookies }) => cookies.some(({ session }) => session !== undefined)),
    ids: app !== undefined && app.ids.length > 0,
    https: meets(site, ['https']),
    proxy: site.behindProxy === true,
    store: steps.some(({ store }) => store !== null),
    operations: steps.some(({ store }) => store?.operations !== undefined),
    page: site.way?.protected !== undefined,
  };
  if (isThere[needs]) return undefined;
  if (needs === 'cookie' && keepsNone({ app })) {
    return `${OTHER_COOKIE}: look at what your browser shows of them.`;
  }
  const isInside = !FROM_OUTSIDE.has(needs) && 'url' in site.entry;
  return isInside ? `${UNSEEN[needs]} ${STARTED}` : UNSEEN[needs];
}

/** Whether a flow has a check that names the rule. */
export function names({ steps }: Flow, rule: RuleId): boolean {
  return visitsIn(steps).some(({ expect = [] }) => expect.some((one) => one.rule === rule));
}

/** Why there is no verdict: an attempt was not made, or nobody stayed signed in. */
export function obstacleIn({ flow, steps, why }: Tried): string | undefined {
  if (why !== undefined) return why;
  const failed = steps.flatMap(lossesAt);
  const [first] = failed;
  if (!first) return undefined;
  const { step, check } = first;
  const isTold = check.rule !== undefined && check.rule !== 'sign-in-refused';
  const likely = check.cause === undefined ? '' : `; likely, ${check.cause}`;
  // The same sentence for every flow, so that it is shown once.
  if (check.rule === 'sign-in-refused' && step.title === SIGN_IN) {
    return `Nobody got past the sign-in (${check.got}${likely}).`;
  }
  const cause = isTold
    ? `see ${check.rule}`
    : `${check.what}: ${check.got}, not ${check.expected}${likely}`;
  return `The flow ${flow.name} did not get past "${step.title}" (${cause}).`;
}

function lossesAt(step: StepEvent): Array<{ step: StepEvent; check: Check }> {
  // A visitor who cannot log out stays signed in, and an app that fails without a name signs nobody in.
  if (step.title === LOG_OUT) return [];
  if (step.title === NAMELESS && (step.response?.status ?? 0) >= 500) return [];
  return step.checks
    .filter(({ passed, rule }) => !passed && (rule === undefined || LOSES_SIGN_IN.has(rule)))
    .map((check) => ({ step, check }));
}

/** Which other rules seem to be broken if one is, although they hold. */
const EXPLAINS: Partial<Record<RuleId, readonly RuleId[]>> = {
  'memory-not-shared': [
    'session-saved',
    'saved-before-answer',
    'logout-ends-session',
    'logout-final',
  ],
  'protected-page': ['store-failure-closed', 'cross-site-change', 'idle-limit', 'absolute-limit'],
  'visitors-apart': ['protected-page', 'cross-site-change', 'idle-limit', 'absolute-limit'],
  // A visitor who is not logged out is still let in once the store works again.
  'logout-ends-session': ['store-failure-closed'],
  // A late request also brings a session back at a sign-in.
  'logout-final': ['old-id-dead'],
  // It has ended before the next request.
  'lifetime-fits': ['session-saved', 'saved-before-answer'],
  // Only Secure cookies may have the prefix.
  'cookie-secure': ['cookie-host-prefix'],
  'session-saved': ['saved-before-answer'],
  'store-failure-told': ['parallel-writes-kept'],
  'trust-proxy': ['session-saved', 'cookie-secure'],
};

function explains(one: RuleId, other: RuleId): boolean {
  return EXPLAINS[one]?.includes(other) === true;
}
