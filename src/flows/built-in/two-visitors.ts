import type { Flow } from '../flow.ts';
import { read, signInTo } from './steps.ts';

export const TWO_VISITORS: Flow = {
  name: 'two-visitors',
  about: 'two visitors at the same time, neither of whom ever sees the other’s name',
  needs: ['sign-in', 'protected-page'],
  steps: [
    ...signInTo('$protected', { visitor: 'A' }, 'alice').map((visit, index) => ({
      together: [visit, signInTo('$protected', { visitor: 'B' }, 'bob')[index] ?? visit],
    })),
    {
      together: [
        read('a page of A’s', '$protected', [{ status: 200, session: 'same', neverNames: 'bob' }], {
          visitor: 'A',
        }),
        read(
          'a page of B’s',
          '$protected',
          [{ status: 200, session: 'same', neverNames: 'alice' }],
          {
            visitor: 'B',
          },
        ),
      ],
    },
    { title: 'A’s log-out', visitor: 'A', do: { signOut: true }, expect: [{ session: 'ends' }] },
    read('B, who stays', '$protected', [{ status: 200, session: 'same', signedIn: 1 }], {
      visitor: 'B',
    }),
  ],
};
