import type { StepEvent } from '../events/run.ts';
import { LOG_OUT, LOGIN_NEXT, OLD_COOKIE } from '../flows/built-in/login-next.ts';
import {
  COOKIE_FROM_BEFORE,
  LATE,
  MADE_UP_SIGN_IN,
  SHOUTED,
  SLASHED,
  STRANGER,
} from '../flows/built-in/rule-flows.ts';
import { NAMELESS, SIGN_IN, SIGN_IN_FORM } from '../flows/built-in/steps.ts';
import { isOurs } from '../site/site.ts';
import { obstacleIn } from './judge.ts';
import { showsPage, showsSame } from './shown.ts';
import type { Judgement, Seen, Tried } from './trial.ts';
import { notSeen, stepsTitled, triedFlow } from './tried.ts';

/** Whether a sign-in worked: the protected page was shown after it. */
export function isAccepted({ steps }: Tried): boolean {
  const opens = steps.find(({ title }) => title === 'the protected page');
  return opens !== undefined && showsPage(opens) && opens.checks.every(({ passed }) => passed);
}

/** Whether the app refused a sign-in to which no account was given, and accepted none: that is right of it. */
export function wasLeftOutside({ tried, lacksAccount }: Seen): boolean {
  if (!lacksAccount || tried.some(isAccepted)) return false;
  return tried.some(({ steps }) =>
    steps.some(({ title, signIn }) => title === SIGN_IN && signIn === 'refused'),
  );
}

/** Whether nobody could sign in because the page that was named for it has no form. */
export function sawNoForm({ tried, site: { way } }: Seen): boolean {
  if (!way?.login || 'request' in way.login || tried.some(isAccepted)) return false;
  const forms = tried
    .flatMap(({ steps }) => stepsTitled({ steps }, SIGN_IN_FORM))
    .filter(({ checks }) => checks.length > 0);
  return forms.length > 0 && forms.every(({ checks }) => checks.some(({ passed }) => !passed));
}

/** Whether nobody was shown the protected page, although a sign-in was accepted. */
export function sawNoPage({ tried, site }: Seen): boolean {
  const isTold = !isOurs(site) && site.way?.protected !== undefined;
  if (!isTold || tried.some(isAccepted)) return false;
  return tried.some(({ steps }) =>
    steps.some(
      ({ title, signIn }) => title === SIGN_IN && (signIn === 'worked' || signIn === 'untold'),
    ),
  );
}

/** An app that compares texts closes a page under one spelling of its address, and Express opens it under others. */
export function judgeClosed({ tried }: Seen): Judgement | undefined {
  const by = tried.find(({ flow }) => flow.name === STRANGER.name);
  const page = by?.steps.find(({ title }) => title === 'the page, for who is signed in');
  if (!by || !page) return undefined;
  const others = tried.flatMap(({ steps }) => steps.filter(isForAll));
  const step = by.steps.find(
    (one) =>
      (one.title === SHOUTED || one.title === SLASHED) && showsSame(one, page, others, MOST_WORDS),
  );
  if (!step) return undefined;
  const said = `A stranger was shown at ${step.request.path} what ${page.request.path} shows to whoever is signed in.`;
  const steps = by.steps.slice(0, by.steps.indexOf(step) + 1);
  return { verdict: 'broken', said: [said], by, steps };
}

/** The name of who is signed in is missing there. */
const MOST_WORDS = 0.7;

function isForAll({ title }: StepEvent): boolean {
  return title === 'the home page' || title === SIGN_IN_FORM;
}

const NOBODY_AGAIN =
  'Nobody was seen to sign in with a session from before, and to get another one.';

/** Sign-ins that fail, or whose visitor has no session. */
const NO_SIGN_INS: ReadonlySet<string> = new Set([MADE_UP_SIGN_IN, NAMELESS]);

/** A sign-in of a visitor who had a session, and what happened to the session, by the cookies. */
interface SignedInAgain {
  step: StepEvent;
  /** The session from before. */
  had: string;
  /** The session after the sign-in; undefined if there is none. */
  has: string | undefined;
}

function signedInAgain({ tried }: Seen): SignedInAgain[] {
  const steps = tried.flatMap((one) => one.steps);
  return steps.flatMap((step) => {
    const had = step.request.cookies.find(({ session, sent }) => sent && session)?.session;
    if (!step.signIn || NO_SIGN_INS.has(step.title) || had === undefined) return [];
    const has = step.cookies.find(({ session }) => session !== undefined)?.session;
    return [{ step, had, has }];
  });
}

/**
 * A session that begins at a sign-in always has a new id. So only a visitor with an earlier session shows whether the
 * id is new, or an app that destroys a session at the sign-in, as req.session.regenerate() does even if there is none.
 */
export function judgeRenewed(seen: Seen): Judgement | undefined {
  const isTold = seen.tried.some(({ steps }) =>
    steps.some(
      ({ signIn, store }) => signIn && store?.operations?.some(({ name }) => name === 'destroy'),
    ),
  );
  const again = signedInAgain(seen);
  const isRenewed = again.length > 0 && again.every(({ had, has }) => has && has !== had);
  if (isTold || isRenewed) return undefined;
  return notSeen(NOBODY_AGAIN);
}

export function judgeOldId(seen: Seen): Judgement | undefined {
  const isGone = signedInAgain(seen).some(
    ({ step: { store }, had, has }) =>
      has !== undefined &&
      has !== had &&
      store?.sessions.every(({ session, state }) => session !== had || state !== 'live'),
  );
  if (isGone) return undefined;
  return notSeen(NOBODY_AGAIN);
}

/** A visitor with a made-up id must get another one. */
export function judgeServerMade({ tried }: Seen): Judgement | undefined {
  const steps = tried.flatMap((one) => stepsTitled(one, MADE_UP_SIGN_IN));
  const isTold = steps.some(
    ({ store, cookies }) =>
      store?.operations !== undefined || cookies.some(({ session }) => session !== undefined),
  );
  if (steps.length === 0 || isTold) return undefined;
  return notSeen('No session came where a visitor signed in with an id that was made up.');
}

export function judgeEnded(seen: Seen): Judgement | undefined {
  return judgeLogOut(seen, LOGIN_NEXT.name, OLD_COOKIE);
}

/** Whether the old cookie opens a page after a log-out during other requests, but not after a log-out without them. */
export function isOfLateRequests({ title, checks }: StepEvent, { tried }: Seen): boolean {
  if (title !== COOKIE_FROM_BEFORE || checks.every(({ passed }) => passed)) return false;
  const alone = tried.flatMap(({ steps }) => stepsTitled({ steps }, OLD_COOKIE));
  return alone.some((step) => step.checks.length > 0 && step.checks.every(({ passed }) => passed));
}

function isOpen({ checks }: StepEvent): boolean {
  return checks.some(({ passed, rule }) => !passed && rule === 'logout-ends-session');
}

/** If store operations cannot be seen, the rule is only judged if that log-out works like the other one. */
export function judgeLate(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, LATE.name);
  const step = by?.steps.find((one) => isOfLateRequests(one, seen));
  if (by && !step && stepsTitled(by, COOKIE_FROM_BEFORE).some(isOpen)) {
    return notSeen('The log-out ended nothing that a request could bring back: mend that first.');
  }
  if (!by || !step) return judgeLogOut(seen, LATE.name, COOKIE_FROM_BEFORE);
  const [logOut] = stepsTitled(by, LOG_OUT);
  const hasEnded = logOut?.cookies.some(({ action }) => action === 'cleared') === true;
  if (!hasEnded || step.store?.operations) {
    return notSeen(
      'The old cookie opened the page, and why was not seen: log out once more by hand.',
    );
  }
  const said =
    'After a log-out the old cookie opened nothing. After one with other requests under way, it opened the protected page.';
  const steps = by.steps.slice(0, by.steps.indexOf(step) + 1);
  return { verdict: 'broken', said: [said], by, steps };
}

/**
 * Whether a log-out shows anything: only if it worked, and the old cookie was then tried on the page.
 *
 * @param title of the step with the old cookie
 */
function judgeLogOut({ tried }: Seen, name: string, title: string): Judgement | undefined {
  const all = tried.filter(({ flow }) => flow.name === name);
  const isJudged = all.some(({ steps }) =>
    steps.some((step) => step.title === title && step.checks.length > 0),
  );
  if (isJudged || all.some((one) => obstacleIn(one) !== undefined)) return undefined;
  const logOut = all.flatMap(({ steps }) => steps).find((step) => step.title === LOG_OUT);
  const status = logOut?.response?.status ?? 0;
  if (status < 400) {
    return notSeen('Nobody logged out, or no page is known that is closed to who has.');
  }
  return notSeen(
    status < 500
      ? `The log-out was answered with ${status}, and logged nobody out: name it with --logout.`
      : `The log-out was answered with ${status}: the app failed, and logged nobody out.`,
  );
}
