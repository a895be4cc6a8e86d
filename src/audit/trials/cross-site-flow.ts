import { read, signInTo, theForm } from '../../flows/built-in/steps.ts';
import type { Expectation, Flow, FlowStep, Trick, Visit } from '../../flows/flow.ts';

/** An attacker, who knows the app and has made a page of their own. */
export const OTHERS = 'M';
export const SIGNS_IN = 'another site’s page signs the visitor in';
export const FOLLOWS_LINK = 'a link of another site leads to the log-out';
export const SIGNS_OUT = 'another site’s page sends the log-out';
export const AFTER_OWN_LOG_OUT = 'the cookies from before, once the visitor has logged out';

/** A check of each step that the attacker does in their own name. */
const KEEPS_TOKEN: Expectation = { rule: 'token-only-in-cookie', tokenHidden: true };

/** The visitor's browser signs in to the attacker's account. The response sets the cookie, whatever its SameSite. */
function signInByTrick(visitor: string, how: string, trickWith?: Trick): Visit[] {
  return [
    read('the page, for a stranger', '$protected', [{ letIn: false }], { visitor }),
    {
      title: `${SIGNS_IN}${how}`,
      visitor,
      do: { signIn: { user: '$user', password: '$password' } },
      trickedBy: OTHERS,
      ...(trickWith && { trickWith }),
    },
    read(
      `the page, after another site’s page sent the sign-in${how}`,
      '$protected',
      [{ rule: 'cross-site-change', letIn: false }],
      { visitor },
    ),
  ];
}

/** A script on a page of this origin requests a page, with the visitor's cookies. */
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
 * Two steps together show whether somebody is signed out: a response to a request without cookies may make the browser
 * delete its cookie, although the session continues; and an app may change a session's id at any time.
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

/** The steps; those that the attacker does in their own name also check where the session's id is. */
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
    ...signInByTrick('V', ''),
    ...signInByTrick('X', ', and hides its own address', 'hidden'),
    // A sign-in by JSON may also accept the fields of a form.
    ...signInByTrick('W', ', by a form in place of JSON', 'fields'),
    ...asOthers([...signInTo('$protected'), read('the home page', '/', [])]),
    byScriptOf('https://elsewhere.example', 'of https://elsewhere.example'),
    byScriptOf('null', 'of no origin, as in a frame with sandbox'),
    ...signInTo('$protected', { visitor: 'Y' }),
    ...logOutByTrick(FOLLOWS_LINK, OTHERS, 'Y', 'link'),
    ...logOutByTrick(SIGNS_OUT, 'Y', OTHERS, 'form'),
    // A token of the page may count with the newest cookies alone.
    { title: 'the log-out by the visitor', visitor: 'Y', do: { signOut: true } },
    read(AFTER_OWN_LOG_OUT, '$protected', [{ letIn: false }], {
      visitor: 'Y',
      cookiesAfter: pageTitleFor('Y'),
    }),
    // With the earlier cookies, because the cross-site requests may have removed them.
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
