import { LOGIN_NEXT } from '../../flows/built-in/login-next.ts';
import { FIXATION, LATE, OPEN_REDIRECT, STRANGER } from '../../flows/built-in/rule-flows.ts';
import {
  isAccepted,
  isOfLateRequests,
  judgeClosed,
  judgeEnded,
  judgeLate,
  judgeOldId,
  judgeRenewed,
} from '../sign-in-evidence.ts';
import { patiently, quickly, type Trial } from '../trial.ts';
import { judgeNext, judgeReturn } from './other-sites.ts';

const walk = [patiently(LOGIN_NEXT)];

/** The trials of rules about the sign-in, the pages behind it and the log-out. */
export const SIGN_IN_TRIALS: readonly Trial[] = [
  {
    rule: 'sign-in-refused',
    tried: 'The account that was given signs in.',
    unseen: 'Whether other accounts can sign in.',
    needs: 'page',
    held: 'The sign-in was accepted, and a protected page opened.',
    attempts: [...walk, quickly(LOGIN_NEXT)],
    // Without an account, a refusal is right. If the account is right, another refusal was because of a token, or
    // because the visitor was signed in already.
    excuses: (_step, _by, { tried, lacksAccount }) =>
      lacksAccount === true || tried.some(isAccepted),
  },
  {
    rule: 'protected-page',
    tried:
      'A stranger opens the protected page, and does so again while somebody else is signed in; also in capital letters, and with a slash at its end.',
    unseen: 'Other pages that should be protected.',
    needs: 'page',
    held: 'Strangers were sent to sign in, or refused.',
    attempts: [...walk, patiently(STRANGER)],
    judge: judgeClosed,
  },
  {
    rule: 'next-returns',
    tried: 'A stranger asks for a protected page, signs in, and looks where that leads.',
    unseen: 'An address that only a script of the page keeps.',
    needs: 'page',
    held: 'The sign-in led back to the page that was asked for, or the app took none down.',
    attempts: walk,
    judge: judgeReturn,
  },
  {
    rule: 'next-stays-on-site',
    tried:
      'The sign-in is told to lead to another site: by the name that the app uses and eleven usual ones, and in each way that gets past checks that are not thorough.',
    unseen: 'A parameter that no redirect names, what a script does, and redirects of other pages.',
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
    tried: 'After the sign-in, the store is searched for the session from before.',
    unseen: 'A store that cannot be read.',
    needs: 'store',
    held: 'The session from before the sign-in was gone.',
    attempts: [...walk, patiently(FIXATION)],
    judge: judgeOldId,
  },
  {
    rule: 'logout-ends-session',
    tried: 'A copy of the cookie from before the log-out opens the protected page.',
    unseen: 'Sessions of the same person in other browsers.',
    held: 'After the log-out, the old cookie opened nothing.',
    attempts: walk,
    excuses: (step, _by, seen) => isOfLateRequests(step, seen),
    judge: judgeEnded,
  },
  {
    rule: 'logout-final',
    tried: 'Twenty requests run during a log-out; afterwards the old cookie is tried.',
    unseen: 'Requests that take longer than these.',
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
