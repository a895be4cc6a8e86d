import { read, signInTo, theForm } from '../../flows/built-in/steps.ts';
import type { Expectation, Flow, FlowStep, Trick, Visit } from '../../flows/flow.ts';

/** Others, who know the app and have made a page of their own. */
export const OTHERS = 'M';
export const SIGNS_IN = 'another site’s page signs the visitor in';
export const FOLLOWS_LINK = 'a link of another site leads to the log-out';
export const SIGNS_OUT = 'another site’s page sends the log-out';
export const AFTER_OWN_LOG_OUT = 'the cookies from before, once the visitor has logged out';

/** What each step shows that others do as themselves. */
const KEEPS_TOKEN: Expectation = { rule: 'token-only-in-cookie', tokenHidden: true };

/** The visitor's browser signs in as somebody else wants it to. The cookie comes with the answer, whatever its SameSite. */
function signInByTrick(visitor: string, title: string, trickWith?: Trick): Visit[] {
  return [
    read('the page, for a stranger', '$protected', [{ letIn: false }], { visitor }),
    {
      title,
      visitor,
      do: { signIn: { user: '$user', password: '$password' } },
      trickedBy: OTHERS,
      ...(trickWith && { trickWith }),
    },
    read(
      'the page, for a visitor who has not signed in themselves',
      '$protected',
      [{ rule: 'cross-site-change', letIn: false }],
      { visitor },
    ),
  ];
}

/** A page is asked for by a script on a page of this origin, with the visitor's cookies. */
function byScriptOf(origin: string, where: string): Visit {
  const headers = {
    Origin: origin,
    'Sec-Fetch-Site': 'cross-site',
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
  };
  return {
    title: `the page, by a script ${where}`,
    visitor: OTHERS,
    do: { get: '$protected', headers },
    expect: [{ rule: 'cors', closedTo: origin }],
  };
}

/**
 * Whether somebody is signed out is told by two steps together: an answer to a request without cookies may make the
 * visitor's browser forget its cookie, though the session goes on; and an app may give a session a new id at any time.
 */
function logOutByTrick(
  title: string,
  visitor: string,
  trickedBy: string,
  trickWith: Trick,
): Visit[] {
  const before = pageTitleFor(visitor);
  return [
    read(before, '$protected', [{ status: 200 }], { visitor }),
    { title, visitor, do: { signOut: true }, trickedBy, trickWith },
    read('the page, with the cookies from before', '$protected', [{ letIn: true }], {
      visitor,
      cookiesAfter: before,
    }),
    read('the page, with the cookies that the browser has now', '$protected', [{ letIn: true }], {
      visitor,
    }),
  ];
}

export function pageTitleFor(visitor: string): string {
  return `the page, for ${visitor}, who is signed in`;
}

/** The steps, where what others do as themselves is looked at for the session's id. */
function asOthers(visits: readonly Visit[]): FlowStep[] {
  return visits.map(({ expect = [], ...visit }) => ({
    ...visit,
    visitor: OTHERS,
    expect: [
      ...expect,
      KEEPS_TOKEN,
      ...('signIn' in visit.do
        ? [{ rule: 'cookie-host-prefix', hostPrefix: true } satisfies Expectation]
        : []),
    ],
  }));
}

export const CROSS_SITE: Flow = {
  name: 'cross-site',
  about: 'a page of another site: it signs nobody in or out, and its scripts read nothing',
  needs: ['sign-in', 'protected-page'],
  steps: [
    read('the page, for others', '$protected', [], { visitor: OTHERS }),
    ...theForm([{ rule: 'password-masked', masksPasswords: true }], { visitor: OTHERS }),
    ...signInByTrick('V', SIGNS_IN),
    // A sign-in by JSON may take the fields of a form as well.
    ...signInByTrick('W', `${SIGNS_IN}, by a form in place of JSON`, 'fields'),
    ...asOthers([...signInTo('$protected'), read('the home page', '/', [])]),
    byScriptOf('https://elsewhere.example', 'of https://elsewhere.example'),
    byScriptOf('null', 'of no origin, as in a frame with sandbox'),
    ...signInTo('$protected', { visitor: 'Y' }),
    ...logOutByTrick(FOLLOWS_LINK, OTHERS, 'Y', 'link'),
    ...logOutByTrick(SIGNS_OUT, 'Y', OTHERS, 'form'),
    // With the cookies from before, as what other sites sent may have taken them away.
    {
      title: 'the log-out by the visitor',
      visitor: 'Y',
      do: { signOut: true },
      cookiesAfter: pageTitleFor('Y'),
    },
    read(AFTER_OWN_LOG_OUT, '$protected', [{ letIn: false }], {
      visitor: 'Y',
      cookiesAfter: pageTitleFor('Y'),
    }),
  ],
};
