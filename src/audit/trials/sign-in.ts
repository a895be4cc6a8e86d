import type { StepEvent } from '../../events/run.ts';
import { LOG_OUT, LOGIN_NEXT, OLD_COOKIE } from '../../flows/built-in/login-next.ts';
import {
  COOKIE_FROM_BEFORE,
  FIXATION,
  LATE,
  OPEN_REDIRECT,
  STRANGER,
} from '../../flows/built-in/rule-flows.ts';
import { obstacleIn } from '../judge.ts';
import {
  type Judgement,
  patiently,
  quickly,
  type Seen,
  type Trial,
  type Tried,
  triedOf,
} from '../trial.ts';
import { notSeen, stepsTitled } from '../tried.ts';
import { judgeNext } from './other-sites.ts';

const walk = [patiently(LOGIN_NEXT)];

/** Whether somebody got in: the sign-in was followed by the protected page. */
function isAccepted({ steps }: Tried): boolean {
  const opens = steps.find(({ title }) => title === 'the protected page');
  return opens?.checks.every(({ passed }) => passed) === true;
}

/**
 * Whether the cookie counts only where requests were under way during the log-out. Whether the session was stored anew
 * shows in the store; where nobody can look into it, this tells as well.
 */
function isBroughtBack({ title, checks, store }: StepEvent, { tried }: Seen): boolean {
  if (store || title !== COOKIE_FROM_BEFORE || checks.every(({ passed }) => passed)) return false;
  const alone = tried.flatMap(({ steps }) => stepsTitled({ steps }, OLD_COOKIE));
  return alone.some((step) => step.checks.length > 0 && step.checks.every(({ passed }) => passed));
}

function judgeLate(seen: Seen): Judgement | undefined {
  const by = triedOf(seen, LATE.name);
  const step = by?.steps.find((one) => isBroughtBack(one, seen));
  if (!by || !step) return judgeLogOut(seen, LATE.name, COOKIE_FROM_BEFORE);
  const said =
    'After a log-out the old cookie opened nothing. After one with other requests under way, it opened the protected page.';
  const steps = by.steps.slice(0, by.steps.indexOf(step) + 1);
  return { verdict: 'broken', said: [said], by, steps };
}

/** Where the store tells nothing, only a visitor who had a session before shows whether it has a new id. */
function judgeRenewed({ tried }: Seen): Judgement | undefined {
  const signIns = tried.flatMap(({ steps }) => steps.filter(({ signIn }) => signIn));
  if (signIns.some((step) => step.store?.operations !== undefined || hasRenewed(step))) {
    return undefined;
  }
  return notSeen(
    'Nobody was seen to sign in with a session from before, and to get another one: let the audit start the app.',
  );
}

function hasRenewed({ request, cookies }: StepEvent): boolean {
  const sent = request.cookies.find(({ session }) => session !== undefined);
  const given = cookies.find(({ session }) => session !== undefined);
  return sent !== undefined && given !== undefined && sent.session !== given.session;
}

/**
 * Whether a log-out shows anything: only where it worked, and the old cookie was tried on the page afterwards.
 *
 * @param title of the step that tries it
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

/** How the rules about the sign-in, the pages behind it and the log-out are tried. */
export const SIGN_IN_TRIALS: readonly Trial[] = [
  {
    rule: 'sign-in-refused',
    tried: 'The account that was given signs in.',
    unseen: 'Whether other accounts can sign in.',
    held: 'The sign-in was accepted, and a protected page opened.',
    attempts: [...walk, quickly(LOGIN_NEXT)],
    // The account is right: what refused it the other time was a token, or whoever is in is not asked again.
    excuses: (_step, _by, { tried }) => tried.some(isAccepted),
  },
  {
    rule: 'protected-page',
    tried:
      'A stranger opens the protected page, and does so again while somebody else is signed in.',
    unseen: 'Other pages that should be protected.',
    held: 'Strangers were sent to sign in, or refused.',
    attempts: [...walk, patiently(STRANGER)],
  },
  {
    rule: 'next-returns',
    tried: 'A stranger asks for a protected page, signs in, and looks where that leads.',
    unseen: 'An address that only a script of the page keeps.',
    held: 'The sign-in led back to the page that was asked for, or the app took none down.',
    attempts: walk,
  },
  {
    rule: 'next-stays-on-site',
    tried:
      'The sign-in is told to lead to another site: by eleven usual names, and in each way that gets past checks that are not thorough.',
    unseen: 'A parameter with an unusual name, and redirects of other pages.',
    held: 'No sign-in left this site.',
    attempts: [patiently(OPEN_REDIRECT)],
    judge: judgeNext,
  },
  {
    rule: 'id-renewed',
    tried: 'A visitor signs in with a session that they had before, and once more while signed in.',
    unseen: 'Other changes of what a visitor may do, such as becoming an administrator.',
    held: 'Each sign-in gave the session a new id.',
    attempts: [...walk, patiently(FIXATION)],
    judge: judgeRenewed,
  },
  {
    rule: 'old-id-dead',
    tried: 'After the sign-in, the store is asked for the session from before.',
    unseen: 'A store that nobody can look into.',
    needs: 'store',
    held: 'The session from before the sign-in was gone.',
    attempts: walk,
  },
  {
    rule: 'logout-ends-session',
    tried: 'A copy of the cookie from before the log-out opens the protected page.',
    unseen: 'Sessions of the same person in other browsers.',
    held: 'After the log-out, the old cookie opened nothing.',
    attempts: walk,
    excuses: (step, _by, seen) => isBroughtBack(step, seen),
    judge: (seen) => judgeLogOut(seen, LOGIN_NEXT.name, OLD_COOKIE),
  },
  {
    rule: 'logout-final',
    tried: 'Twenty requests are under way during a log-out; afterwards the old cookie is tried.',
    unseen: 'Requests that take longer than those that were made.',
    held: 'None of them brought the session back.',
    attempts: [patiently(LATE)],
    judge: judgeLate,
  },
  {
    rule: 'visitors-apart',
    tried: 'A stranger opens the protected page while somebody else is signed in.',
    unseen: 'Pages that several people share on purpose.',
    held: 'The stranger saw nothing of it.',
    attempts: [patiently(STRANGER)],
  },
];
