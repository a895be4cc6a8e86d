import { read } from '../../flows/built-in/steps.ts';
import type { Flow, Visit } from '../../flows/flow.ts';

const signsIn = (visitor: string): Visit => ({
  title: 'one of two sign-ins at a time',
  visitor,
  do: { signIn: { user: '$user', password: '$password' } },
});

/** One person in two browsers: `two-visitors` needs a second account. */
export const TWO_BROWSERS: Flow = {
  name: 'two-browsers',
  about: 'one person signs in from two browsers at the same time, and both stay signed in',
  needs: ['sign-in', 'protected-page'],
  steps: [
    read('the sign-in form', '$login', [], { visitor: 'A' }),
    read('the sign-in form', '$login', [], { visitor: 'B' }),
    { together: [signsIn('A'), signsIn('B')] },
    read('the page, for the first', '$protected', [{ status: 200, session: 'same' }], {
      visitor: 'A',
    }),
    read('the page, for the second', '$protected', [{ status: 200, session: 'same' }], {
      visitor: 'B',
    }),
  ],
};
