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

/** Whether a flow expects that the page itself is shown. */
export function isToBeShown({ visit: { expect = [] } }: Exchange): boolean {
  return expect.some(({ status = [] }) => [status].flat().includes(200));
}
