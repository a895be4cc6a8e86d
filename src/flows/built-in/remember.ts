import type { Flow, Visit } from '../flow.ts';
import { read, signInTo } from './steps.ts';

export const REMEMBER: Flow = {
  name: 'remember',
  about: 'a sign-in, a restart of the site, and a return: files and Redis remember, memory forgets',
  needs: ['sign-in', 'protected-page'],
  steps: [...signInTo('$protected'), { restart: true }, afterRestart('the page after a restart')],
};

/** The protected page, for somebody who signed in before a restart. */
export function afterRestart(title: string, who: Partial<Visit> = {}): Visit {
  return read(
    title,
    '$protected',
    [
      { only: ['file'], status: 200, session: 'same' },
      { only: ['redis'], status: 200, session: 'same' },
      { only: ['memory'], asksToSignIn: true, session: 'unknown', signedIn: 0 },
    ],
    who,
  );
}
