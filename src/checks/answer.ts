import type { ExpectedHeader } from '../flows/flow.ts';
import { own, Told, told } from '../masking/told.ts';
import { newPasswordForm } from '../visitor/forms/new-password-form.ts';
import { headerValues } from '../visitor/http/http.ts';
import type { CheckResult, ChecksOf, Looked } from './check-result.ts';
import {
  asksToSignIn,
  hasSignInForm,
  isHtml,
  isKeptOut,
  isLetIn,
  leadsNowhere,
  liveSession,
  type Observed,
  whoOf,
} from './observed.ts';
import { answerOf, answerWithText, destinationOf, shortened } from './wording.ts';

/** A longer policy would hide what was expected of it. */
const MOST_OF_HEADER = 60;

/** The checks that need only the response. */
export const ANSWER_CHECKS: ChecksOf<
  | 'status'
  | 'works'
  | 'goesTo'
  | 'staysOnSite'
  | 'asksToSignIn'
  | 'letIn'
  | 'refusesSignIn'
  | 'signInForm'
  | 'newPasswordForm'
  | 'header'
  | 'says'
  | 'saysNot'
  | 'neverNames'
> = {
  status: (status, seen) => {
    const allowed = [status].flat();
    return {
      of: 'status',
      what: 'the status',
      passed:
        seen.response !== undefined &&
        allowed.includes(seen.response.status) &&
        !isStrangersPage(seen),
      expected: own(allowed.join(' or ')),
      got: isStrangersPage(seen)
        ? told`${answerOf(seen)}, and what strangers are shown`
        : answerOf(seen),
    };
  },
  works: (_, seen) => {
    const nowhere = leadsNowhere(seen);
    const why = nowhere === 'round' ? 'as it did before' : 'which is this page';
    return {
      of: 'works',
      what: 'the status',
      passed: seen.response !== undefined && seen.response.status < 500 && !nowhere,
      expected: own(nowhere ? 'a page, or where one is' : 'below 500'),
      got: nowhere ? told`${answerOf(seen)}, ${own(why)}` : answerOf(seen),
    };
  },
  goesTo: (path, seen) => ({
    of: 'goesTo',
    what: 'where it leads',
    passed: seen.response?.location?.onThisSite === true && seen.response.location.path === path,
    expected: told`${path}`,
    got: destinationOf(seen),
  }),
  staysOnSite: (_, seen) => ({
    of: 'staysOnSite',
    what: 'where it leads',
    // An invalid address does not lead to another site.
    passed: seen.response?.location?.onThisSite !== false && seen.response?.leavesFor === undefined,
    expected: own('a page of this site'),
    got: destinationOf(seen),
  }),
  asksToSignIn: (expected, seen) => ({
    // If a signed-in visitor is refused, they were signed out: it has the same causes as a wrong status.
    of: expected ? 'asksToSignIn' : 'status',
    what: expected ? 'who is let in' : 'who is signed in',
    passed: expected ? isKeptOut(seen) : !isTreatedAsStranger(seen) || isFormForAll(seen),
    expected: own(expected ? 'nobody without a sign-in' : 'this visitor'),
    got: whoByAnswer(seen),
  }),
  letIn: (expected, seen) => {
    const isIn = isLetIn(seen);
    if (!isIn && !isKeptOut(seen)) return undefined;
    return {
      of: 'letIn',
      what: 'whether the page is shown',
      passed: isIn === expected,
      expected: own(expected ? 'it is' : 'it is not'),
      got: told`${own(isIn ? 'it is' : 'it is not')}: ${answerOf(seen)}`,
    };
  },
  refusesSignIn: (_, seen) => ({
    of: 'refusesSignIn',
    what: 'who is signed in',
    passed:
      seen.response !== undefined &&
      seen.response.status < 500 &&
      (seen.response.location === undefined || isKeptOut(seen)),
    expected: own('nobody: the form once more, or a refusal'),
    got: answerOf(seen),
  }),
  signInForm: (_, { response }) => {
    const has = response !== undefined && hasSignInForm(response.page);
    return formCheck('signInForm', has, 'a form that asks for a password');
  },
  newPasswordForm: (_, { response }) => {
    const has = response !== undefined && newPasswordForm(response.page) !== undefined;
    return formCheck('newPasswordForm', has, 'a form for a new password');
  },
  header: ({ name, ofPages, matches, matchesNot, inWords }, { response }) => {
    if (ofPages && !isPage(response)) return undefined;
    const values = headerValues(response?.headers ?? [], name.toLowerCase());
    const value = values.join(', ');
    const is = (pattern: string) => new RegExp(pattern, 'i').test(value);
    const isThere = values.length > 0;
    return {
      of: 'header',
      what: `the header ${name}`,
      passed:
        (matches === undefined || (isThere && is(matches))) &&
        (matchesNot === undefined || !isThere || !is(matchesNot)),
      expected: wanted({ matches, matchesNot, inWords }),
      got: isThere ? told`${shortened(value, MOST_OF_HEADER)}` : own('none'),
    };
  },
  says: (text, seen) => ({
    of: 'says',
    what: 'what the page says',
    passed: seen.response?.page.text.includes(text) === true,
    expected: told`"${text}"`,
    got: answerWithText(seen),
  }),
  neverNames: (name, seen) => {
    // An app may take everybody for the same person; then that name is in the session.
    const held = liveSession(seen.store?.sessions, seen.session.after);
    if (!held || JSON.stringify(held.data).includes(name)) return undefined;
    return {
      of: 'neverNames',
      what: 'what the page says',
      passed: seen.response?.page.text.includes(name) === false,
      expected: told`nothing of "${name}"`,
      got: answerWithText(seen),
    };
  },
  saysNot: (text, seen) => ({
    of: 'saysNot',
    what: 'what the page says',
    passed: seen.response?.page.text.includes(text) === false,
    expected: told`nothing of "${text}"`,
    got: answerWithText(seen),
  }),
};

function formCheck(of: Looked, has: boolean, expected: string): CheckResult {
  return {
    of,
    what: 'the page',
    passed: has,
    expected: own(expected),
    got: own(has ? 'one' : 'none'),
  };
}

/** The answer, and what it says of who is let in. */
function whoByAnswer(seen: Observed): Told {
  if (isLetIn(seen)) return told`this visitor, with ${answerOf(seen)}`;
  const isKept = isTreatedAsStranger(seen) && !isFormForAll(seen);
  return isKept ? told`nobody, with ${answerOf(seen)}` : answerOf(seen);
}

/** Whether a signed-in visitor is sent to the sign-in, or redirected to where strangers are. */
function isTreatedAsStranger(seen: Observed): boolean {
  const isLedAway = seen.past?.signIn === 'lost' && seen.response?.location !== undefined;
  return asksToSignIn(seen) || isLedAway;
}

/** Whether a signed-in visitor sees what strangers see, although the status does not say so. */
function isStrangersPage({ past, isForStrangers }: Observed): boolean {
  const isMember = past?.signIn === 'worked' || past?.signIn === 'lost';
  return isMember && isForStrangers?.() === true;
}

/**
 * Whether a page shows a form with a password to everybody, or another form than the sign-in form to signed-in users:
 * the session says that the visitor is signed in. Some apps lead back to the form after the sign-in; others ask for a
 * code before somebody becomes a member, or for the password before an account is deleted.
 */
function isFormForAll({ response, session, store, site }: Observed): boolean {
  if (!response || response.status >= 300 || !hasSignInForm(response.page)) return false;
  // If the store cannot be read, the protected page decides.
  if (!store) return site.way?.protected !== undefined && session.after === session.before;
  const who = whoOf(liveSession(store.sessions, session.before));
  return who !== null && session.after === session.before;
}

function wanted({
  matches,
  matchesNot,
  inWords,
}: Pick<ExpectedHeader, 'matches' | 'matchesNot' | 'inWords'>): Told {
  if (inWords !== undefined) return told`${inWords}`;
  const parts = [
    ...(matches === undefined ? [] : [told`one like ${matches}`]),
    ...(matchesNot === undefined ? [] : [told`none like ${matchesNot}`]),
  ];
  return Told.join(parts, ', ');
}

function isPage(response: Observed['response']): boolean {
  return response !== undefined && response.status < 300 && isHtml(response);
}
