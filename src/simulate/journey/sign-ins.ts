import type { Observed } from '../../checks/observed.ts';
import type { Exchange } from '../../visitor/exchange.ts';

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

/** Whether the visitor's session was changed. */
export function isWritten({ store, session: { before } }: Observed): boolean {
  const changes = store?.changes ?? [];
  return changes.some(({ action, session }) => action === 'changed' && session === before);
}

/** Whether a flow expects that the page itself is shown. */
export function isToBeShown({ visit: { expect = [] } }: Exchange): boolean {
  return expect.some(({ status = [] }) => [status].flat().includes(200));
}
