import type { Observed } from '../../checks/observed.ts';
import type { Exchange } from '../../visitor/exchange.ts';

/** Whether a flow takes it for possible that a sign-in does not work: by what it says, or by the status that came. */
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
 * Whether a sign-in leads where the one before did: it did so for somebody who was let in then. Where the form is on a page
 * for everybody, nothing else tells that a sign-in of somebody who is signed in was accepted.
 */
export function isSameRedirect({ response }: Observed, earlier: Observed | undefined): boolean {
  const to = response?.location?.path;
  return to !== undefined && to === earlier?.response?.location?.path;
}

/** Whether a flow expects that the page itself comes. */
export function isToBeShown({ visit: { expect = [] } }: Exchange): boolean {
  return expect.some(({ status = [] }) => [status].flat().includes(200));
}
