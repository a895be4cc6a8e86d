import type { ExpectedHeader } from '../flows/flow.ts';
import { own, Told, told } from '../masking/told.ts';
import { headerValues } from '../visitor/http/http.ts';
import type { ChecksOf } from './finding.ts';
import {
  asksToSignIn,
  hasSignInForm,
  isHtml,
  isKeptOut,
  isLetIn,
  liveSession,
  type Observed,
  whoOf,
} from './observed.ts';
import { answerOf, answerWithText, destinationOf } from './wording.ts';

/** What can be checked of an answer by itself. */
export const ANSWER_CHECKS: ChecksOf<
  | 'status'
  | 'works'
  | 'goesTo'
  | 'staysOnSite'
  | 'asksToSignIn'
  | 'letIn'
  | 'refusesSignIn'
  | 'signInForm'
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
  works: (_, seen) => ({
    of: 'works',
    what: 'the status',
    passed: seen.response !== undefined && seen.response.status < 500,
    expected: own('below 500'),
    got: answerOf(seen),
  }),
  goesTo: (path, seen) => ({
    of: 'goesTo',
    what: 'where it leads',
    passed: seen.response?.location?.onThisSite === true && seen.response.location.path === path,
    expected: told`${path}`,
    got: destinationOf(seen),
  }),
  staysOnSite: (_, seen) => ({
    of: 'staysOnSite',
    what: 'whether it stays on this site',
    // What leads nowhere does not leave.
    passed: seen.response?.location?.onThisSite !== false,
    expected: own('a page of this site'),
    got: destinationOf(seen),
  }),
  asksToSignIn: (expected, seen) => ({
    // Where it fails for whoever is signed in, they are signed out, as a wrong status tells elsewhere.
    of: expected ? 'asksToSignIn' : 'status',
    what: expected ? 'who is let in' : 'who is signed in',
    passed: expected ? isKeptOut(seen) : !isTreatedAsStranger(seen) || isFormForAll(seen),
    expected: own(expected ? 'nobody without a sign-in' : 'whoever is signed in'),
    got: answerOf(seen),
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
  signInForm: (_, seen) => {
    const has = seen.response !== undefined && hasSignInForm(seen.response.page);
    return {
      of: 'signInForm',
      what: 'the page',
      passed: has,
      expected: own('a form that asks for a password'),
      got: own(has ? 'one' : 'none'),
    };
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
      got: isThere ? told`${value}` : own('none'),
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
    // An app may take everybody for the same person; then that is what the session says.
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

/** Whether somebody who has signed in is asked to, or led where strangers are led. */
function isTreatedAsStranger(seen: Observed): boolean {
  const isLedAway = seen.past?.signIn === 'lost' && seen.response?.location !== undefined;
  return asksToSignIn(seen) || isLedAway;
}

/** Whether somebody who has signed in is shown what strangers are, with a status that says nothing of it. */
function isStrangersPage({ past, isForStrangers }: Observed): boolean {
  const isMember = past?.signIn === 'worked' || past?.signIn === 'lost';
  return isMember && isForStrangers?.() === true;
}

/**
 * Whether a page shows a form with a password to whoever asks, or to members another than the sign-in form: it does to
 * somebody too who is signed in, as the session says. Some apps lead back to the form after the sign-in; others ask for a
 * code before somebody becomes a member, or for the password before an account is deleted.
 */
function isFormForAll({ response, session, store, site }: Observed): boolean {
  if (!response || response.status >= 300 || !hasSignInForm(response.page)) return false;
  // Where nobody can look into the store, the protected page tells.
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
