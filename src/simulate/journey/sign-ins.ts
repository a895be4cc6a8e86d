import type { Observed, SignIn } from '../../checks/observed.ts';
import { wasRefused } from '../../checks/sign-in.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import { asksForCode } from '../../visitor/forms/code-form.ts';
import type { KnownVisitor } from './known-visitor.ts';

/**
 * Whether a flow expects that a sign-in may fail: it is a guess, a check is about the refusal, or the error status is
 * expected.
 */
export function isMeantToFail(
  { visit: { expect = [], guess } }: Exchange,
  { response }: Observed,
): boolean {
  if (guess) return true;
  return expect.some(
    ({ refusesSignIn, signInForm, status = [] }) =>
      refusesSignIn ||
      signInForm ||
      (response && response.status >= 400 && [status].flat().includes(response.status)),
  );
}

/**
 * Whether a sign-in redirects to where the one before did, which had worked. If the form is on a page for everybody,
 * nothing else shows that a second sign-in was accepted.
 */
export function isSameRedirect({ response }: Observed, earlier: Observed | undefined): boolean {
  const to = response?.location?.path;
  return to !== undefined && to === earlier?.response?.location?.path;
}

/**
 * Whether a sign-in that must fail is answered as the one before it was, which had worked: the app looks at who is
 * signed in already, and not at what is typed.
 */
export function isSameAnswer(seen: Observed, earlier: Observed | undefined): boolean {
  const [one, other] = [seen.response, earlier?.response];
  if (!one || !other || one.status !== other.status || one.status >= 400) return false;
  return one.location ? isSameRedirect(seen, earlier) : one.page.text === other.page.text;
}

/** Whether the app has asked a visitor for a code since their sign-in: by its answer, or where that leads. */
export function isAskedForCode(
  { signIn, isAskedForCode: wasAsked = false }: KnownVisitor,
  { asked, visit }: Exchange,
  { response }: Observed,
): boolean {
  const isIt = response !== undefined && asksForCode(response.page);
  if (asked.signsIn) return isIt;
  return wasAsked || (signIn === 'open' && 'follow' in visit.do && isIt);
}

/**
 * What became of a sign-in, now that a protected page stayed closed. If the app asked for a code, nobody can say more.
 *
 * @param path that of the page
 */
export function signInWithout(path: string, { isAskedForCode, trial }: KnownVisitor): SignIn {
  if (isAskedForCode) return 'failed';
  return trial && wasRefused(trial.seen, path) ? 'refused' : 'lost';
}

/**
 * Whether an app takes what is sent for a sign-in: it is not meant to fail, and it changed the visitor's session, or
 * the app looks at what is typed.
 */
export function isSignIn(exchange: Exchange, seen: Observed, isNotAskedAgain = false): boolean {
  if (isMeantToFail(exchange, seen)) return false;
  const changes = seen.store?.changes ?? [];
  const isChange = ({ action, session }: (typeof changes)[number]) =>
    action === 'changed' && session === seen.session.before;
  return !isNotAskedAgain || changes.some(isChange);
}

/** Whether a sign-in did not work, so that what comes later shows nothing. */
export function isAtEnd(signIn: SignIn): boolean {
  return signIn === 'refused' || signIn === 'lost' || signIn === 'failed';
}

/** Whether a flow expects that the page itself is shown. */
export function isToBeShown({ visit: { expect = [] } }: Exchange): boolean {
  return expect.some(({ status = [] }) => [status].flat().includes(200));
}
