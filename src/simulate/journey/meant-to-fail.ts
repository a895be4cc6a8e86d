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
