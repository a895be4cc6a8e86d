import { isOurs, type Site } from '../../site/site.ts';
import type { Flow } from '../flow.ts';
import { LOGIN_NEXT } from './login-next.ts';
import { afterRestart } from './remember.ts';
import { read } from './steps.ts';

/** Another visitor, whose sign-in is told to redirect to another site, and who comes back after a restart. */
const MORE: Flow['steps'] = [
  read(
    'a link to the sign-in that names another site',
    '/login?next=https%3A%2F%2Felsewhere.example%2F',
    [{ signInForm: true }],
    { visitor: 'B' },
  ),
  {
    title: 'a sign-in by that link',
    visitor: 'B',
    do: { signIn: { user: '$user', password: '$password' } },
    expect: [{ status: [302, 303], staysOnSite: true, session: 'renewed' }],
  },
  read('the protected page', '$protected', [{ status: 200, session: 'same' }], { visitor: 'B' }),
  { restart: true },
  afterRestart('the page after a restart', { visitor: 'B' }),
];

/** For `--explain`: on our sites, `login-next` continues with more steps that show something at little cost. */
export function goingOn(flow: Flow, site: Site): Flow {
  if (flow.name !== LOGIN_NEXT.name || !isOurs(site)) return flow;
  return { ...flow, steps: [...flow.steps, ...MORE] };
}
