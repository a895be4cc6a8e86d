import { signInTo } from '../../flows/built-in/steps.ts';
import type { Expectation, Flow, Visit } from '../../flows/flow.ts';

const NO_SECRET: Expectation = { rule: 'no-ids-in-log', printsNoSecret: true };
const WAY_OUT: Expectation = { rule: 'logout-shown', logOutShown: true };

export const REFUSED_TITLE = 'a sign-in that is refused';

const WALK = signInTo('$protected');

/** A sign-in that also checks what the app prints and what the page shows. */
export const SIGNED_IN_FLOW: Flow = {
  name: 'signed-in',
  about: 'a sign-in and the page behind it: what the app prints, and how one logs out there',
  needs: ['sign-in', 'protected-page'],
  steps: WALK.map((visit, index) => {
    if (visit.title === 'the sign-in') return expecting(visit, NO_SECRET);
    return index === WALK.length - 1 || visit.title === 'back to the page'
      ? expecting(visit, NO_SECRET, WAY_OUT)
      : visit;
  }),
};

/** Nobody has this name and this password. */
export const REFUSED: Flow = {
  name: 'refused-sign-in',
  about: 'a sign-in with a name and a password of nobody’s: what the app prints of it',
  needs: ['sign-in'],
  steps: [
    {
      title: REFUSED_TITLE,
      do: { signIn: { user: 'session-app-nobody', password: 'of-nobody-7h2q9xk4' } },
      expect: [{ refusesSignIn: true }, NO_SECRET],
    },
  ],
};

function expecting(visit: Visit, ...more: readonly Expectation[]): Visit {
  return { ...visit, expect: [...(visit.expect ?? []), ...more] };
}
