import type { Flow } from '../flow.ts';
import { read, signInTo } from './steps.ts';

export const INSTANCES: Flow = {
  name: 'instances',
  about: 'several processes behind one store: files and Redis are shared, memory is not',
  needs: ['sign-in', 'protected-page'],
  instances: 2,
  steps: [
    ...signInTo('$protected', { instance: 1 }),
    read(
      'the page from the other process',
      '$protected',
      [
        { only: ['file'], status: 200, session: 'same' },
        { only: ['redis'], status: 200, session: 'same' },
        { only: ['foreign', 'shared'], status: 200, session: 'same' },
        { only: ['memory'], asksToSignIn: true },
      ],
      { instance: 2 },
    ),
    {
      title: 'the log-out at the other process',
      only: ['ours'],
      instance: 2,
      do: { signOut: true },
      expect: [{ status: [200, 302, 303] }],
    },
    read(
      'the old cookie at the first',
      '$protected',
      [
        { only: ['file'], asksToSignIn: true, session: 'unknown' },
        { only: ['redis'], asksToSignIn: true, session: 'unknown' },
        { only: ['memory'], status: 200 },
      ],
      { only: ['ours'], instance: 1, cookiesAfter: 'the sign-in' },
    ),
  ],
};
