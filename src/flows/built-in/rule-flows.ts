import type { Flow, FlowStep, Visit } from '../flow.ts';
import { LOG_OUT } from './login-next.ts';
import { NAMELESS, read, signInTo } from './steps.ts';

/** Names of the parameter with the address to go to after the sign-in. */
export const NEXT_NAMES: readonly string[] = [
  'next',
  'returnTo',
  'return_to',
  'returnUrl',
  'redirect',
  'redirectTo',
  'redirect_to',
  'redirectUrl',
  'continue',
  'url',
  'from',
];

/** Stands for the origin of the site itself, in the address of a visit. */
export const OWN_ORIGIN = '$own_origin';

/** Addresses of another site that get past careless checks; several if the parameter is repeated. */
export const OTHER_SITES: ReadonlyArray<readonly string[]> = [
  ['https://elsewhere.example/'],
  ['//elsewhere.example/'],
  ['/\\elsewhere.example/'],
  ['/.//elsewhere.example/'],
  // Browsers remove tabs and line breaks.
  ['/\t/elsewhere.example/'],
  ['/\r\n/elsewhere.example/'],
  // For code that decodes once more.
  ['/%2Felsewhere.example/'],
  ['/', '//elsewhere.example/'],
  // Without slashes, it names another site if this one uses plain HTTP.
  ['https:elsewhere.example/'],
  // For code that appends it to the site's own address.
  ['@elsewhere.example/'],
  // For code that looks whether it begins with that.
  [`${OWN_ORIGIN}@elsewhere.example/`],
];

/** The title of the sign-ins of OPEN_REDIRECT. */
export const TOLD_TO_GO = 'a sign-in that is told to go to';

const SIGNED_IN: readonly Visit[] = signInTo('$protected');

export const OPEN_REDIRECT: Flow = {
  name: 'open-redirect',
  needs: ['sign-in', 'protected-page'],
  about: 'sign-ins with the address of another site to lead back to: none of them leaves this site',
  steps: OTHER_SITES.flatMap((site, index) => signInWithNext(site, `V${index + 1}`)),
};

function signInWithNext(sites: readonly string[], visitor: string): Visit[] {
  const query = new URLSearchParams(
    NEXT_NAMES.flatMap((name) => sites.map((site) => [name, site])),
  );
  const own = sites.map((site) => `&$next=${encodeURIComponent(site)}`).join('');
  const address = `$login?${query}${own}`.replaceAll(encodeURIComponent(OWN_ORIGIN), OWN_ORIGIN);
  return [
    read('the sign-in form, with the address of another site', address, [], { visitor }),
    {
      title: `${TOLD_TO_GO} ${sites.map(visible).join(' and ')}`,
      visitor,
      do: { signIn: { user: '$user', password: '$password' } },
      expect: [{ staysOnSite: true }],
    },
  ];
}

function visible(address: string): string {
  return address
    .replaceAll('\t', '<tab>')
    .replaceAll('\r\n', '<line break>')
    .replace(OWN_ORIGIN, '<own address>');
}

export const MADE_UP_SIGN_IN = 'a sign-in with an id that was made up';

export const FIXATION: Flow = {
  name: 'fixation',
  needs: ['sign-in', 'protected-page'],
  about: 'two sign-ins one after the other, and one with a made-up id: each gets an id of its own',
  steps: [
    ...SIGNED_IN,
    read('the sign-in form once more', '$login', []),
    // An app that answers even this as a sign-in leads away whoever is signed in.
    { title: NAMELESS, do: { signIn: { user: '' } }, guess: true },
    {
      title: 'a sign-in with a session that somebody has',
      do: { signIn: { user: '$user', password: '$password' } },
    },
    read('the sign-in form, with an id that was made up', '$login', [], { inventsId: true }),
    {
      title: MADE_UP_SIGN_IN,
      do: { signIn: { user: '$user', password: '$password' } },
    },
    read('the page, after that', '$protected', []),
  ],
};

export const SHOUTED = 'the page in capital letters, for a stranger';
export const SLASHED = 'the page with a slash at its end, for a stranger';

export const STRANGER: Flow = {
  name: 'stranger',
  needs: ['sign-in', 'protected-page'],
  about: 'a stranger while somebody else is signed in: the page stays closed to them',
  steps: [
    ...SIGNED_IN,
    read('the page, for a stranger', '$protected', [{ asksToSignIn: true }], { visitor: 'B' }),
    read(SHOUTED, '$PROTECTED', [], { visitor: 'B', only: ['foreign'] }),
    read(SLASHED, '$protected/', [], { visitor: 'B', only: ['foreign'] }),
    read('the page, for who is signed in', '$protected', [{ status: 200, session: 'same' }]),
  ],
};

export const CONNECTIONS: Flow = {
  name: 'connections',
  needs: ['sign-in', 'protected-page'],
  about: 'a page several times at once, on as many connections: each process knows the visitor',
  steps: [
    ...SIGNED_IN,
    {
      together: [
        read('the page on a connection of its own', '$protected', [{ status: 200 }], { times: 8 }),
      ],
    },
  ],
};

export const PROCESSES: Flow = {
  name: 'processes',
  needs: ['sign-in', 'protected-page'],
  about:
    'another process, and a restart: the cookie counts in both, where sessions are kept outside',
  instances: 2,
  steps: [
    ...SIGNED_IN,
    read(
      'the page from another process',
      '$protected',
      [{ only: ['shared'], status: 200, session: 'same' }],
      { instance: 2 },
    ),
    { restart: true },
    read('the page after a restart', '$protected', [
      { only: ['shared', 'foreign'], session: 'same' },
    ]),
  ],
};

export const COOKIE_FROM_BEFORE = 'the cookie from before';

export const LATE: Flow = {
  name: 'late-requests',
  needs: ['sign-in', 'protected-page'],
  about: 'requests that are under way during a log-out: they do not sign the visitor in again',
  steps: [
    ...SIGNED_IN,
    {
      together: [
        read('one of ten pages during the log-out', '$protected', [], { times: 10 }),
        read('one of ten home pages during the log-out', '/', [], { times: 10 }),
        { title: LOG_OUT, do: { signOut: true } },
      ],
    },
    read(COOKIE_FROM_BEFORE, '$protected', [{ asksToSignIn: true }], {
      cookiesAfter: 'the sign-in',
    }),
  ],
};

export const WANDER: Flow = {
  name: 'wander',
  needs: ['sign-in', 'protected-page'],
  about: 'other pages, and a while later: the visitor stays signed in, and the session lives on',
  steps: [
    ...SIGNED_IN,
    read('the home page, signed in', '/', [{ session: 'same' }]),
    read('the page once more', '$protected', [{ status: 200, session: 'same' }]),
    // Even a store that counts whole seconds counts one more after this.
    { wait: 1.05 } satisfies FlowStep,
    read('the page a while later', '$protected', [{ status: 200, session: 'same' }]),
  ],
};

/** Flows that do what visitors do not do, each for some of the rules. They run on any app with a protected page. */
export const RULE_FLOWS: readonly Flow[] = [
  FIXATION,
  OPEN_REDIRECT,
  STRANGER,
  WANDER,
  LATE,
  CONNECTIONS,
  PROCESSES,
];
