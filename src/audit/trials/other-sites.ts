import { OPEN_REDIRECT, OTHER_SITES, TOLD_TO_GO } from '../../flows/built-in/rule-flows.ts';
import type { RuleId } from '../../rules/rules.ts';
import { isOurs } from '../../site/site.ts';
import { obstacleIn } from '../judge.ts';
import { type Judgement, patiently, type Seen, type Trial, type Tried } from '../trial.ts';
import { hasPassed, isLimited, LIMITED, notSeen, stepsTitled, triedFlow } from '../tried.ts';
import {
  AFTER_OWN_LOG_OUT,
  CROSS_SITE,
  FOLLOWS_LINK,
  OTHERS,
  pageTitleFor,
  SIGNS_IN,
  SIGNS_OUT,
} from './cross-site-flow.ts';

const attempts = [patiently(CROSS_SITE)];

/** The trials of rules about pages of other sites. */
export const OTHER_SITE_TRIALS: readonly Trial[] = [
  {
    rule: 'cross-site-change',
    tried:
      'A page of another site sends the sign-in and the log-out, with the cookies that browsers send then, and with a token of the attacker’s; also from a page that hides its address, as JSON in plain text, and as a form.',
    unseen:
      'Other forms of the app. Cookies without SameSite are taken to be sent, as Firefox and Safari do.',
    held: 'What came from a page of another site signed nobody in, and nobody out.',
    attempts,
    judge: judgeChange,
  },
  {
    rule: 'logout-by-link',
    tried:
      'A visitor who is signed in follows a link of another site to the address of the log-out.',
    unseen: 'Other changes that are made by GET.',
    held: 'The link left the session as it was.',
    attempts,
    judge: judgeLink,
  },
  {
    rule: 'cors',
    tried:
      'A protected page is asked for by scripts of another origin, and of none, with the visitor’s cookies.',
    unseen: 'Other pages, and origins that resemble those that the app knows.',
    held: 'No other origin was let read the page.',
    attempts,
    judge: judgeCors,
  },
];

function judgeChange(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, CROSS_SITE.name);
  if (!by || by.why !== undefined) return undefined;
  if (by.leftOut !== undefined) return notSeen(by.leftOut);
  const tricked = by.steps.filter(({ title }) => title.startsWith(SIGNS_IN));
  if (by.steps.some(isLimited)) return notSeen(LIMITED);
  if (tricked.length === 0) {
    return notSeen('The sign-in is a request that browsers let no other site send unasked.');
  }
  // The same sign-in must work without the trick.
  if (!othersGotIn(by)) return undefined;
  const broken = signedOutBy(
    by,
    SIGNS_OUT,
    'A form on another site’s page signed the visitor out.',
  );
  if (broken) return broken;
  const said = ['What a page of another site sent signed nobody in.'];
  if (stepsTitled(by, SIGNS_OUT).length > 0 && logOutWorks(by)) {
    said.push('It signed nobody out.');
  }
  return { verdict: 'held', said, by };
}

function judgeLink(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, CROSS_SITE.name);
  if (!by || by.why !== undefined) return undefined;
  if (by.leftOut !== undefined && stepsTitled(by, FOLLOWS_LINK).length === 0) {
    return notSeen(by.leftOut);
  }
  if (by.steps.some(isLimited)) return notSeen(LIMITED);
  if (!othersGotIn(by)) return undefined;
  const broken = signedOutBy(by, FOLLOWS_LINK, 'A link on another site signed the visitor out.');
  if (broken) return broken;
  if (stepsTitled(by, FOLLOWS_LINK).length === 0 || !logOutWorks(by)) {
    return notSeen('No log-out was found that ends the session: name it with --logout.');
  }
  return {
    verdict: 'held',
    said: ['A link of another site to the log-out left the session as it was.'],
    by,
  };
}

function judgeCors(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, CROSS_SITE.name);
  return (
    by && heldBy(by, 'cors', 'No answer lets other origins read the protected page with cookies.')
  );
}

/** Held if a check of the rule has passed, whatever else happened in the flow. */
function heldBy(by: Tried, rule: RuleId, said: string): Judgement | undefined {
  return hasPassed(by, rule) ? { verdict: 'held', said: [said], by } : undefined;
}

/**
 * Broken if a signed-in visitor is kept out after a cross-site request: with the cookies from before, and with those
 * that the browser has now.
 */
function signedOutBy(by: Tried, title: string, what: string): Judgement | undefined {
  const at = by.steps.findIndex((step) => step.title === title);
  const [before, trick, ...after] = by.steps.slice(at - 1, at + 3);
  if (at < 1 || !before || !trick || after.length < 2) return undefined;
  const wasIn = before.checks.every(({ passed }) => passed);
  const isOut = after.every(({ checks }) => checks.some(({ passed }) => !passed));
  const status = trick.response?.status ?? 500;
  if (!wasIn || !isOut || status >= 400) return undefined;
  return {
    verdict: 'broken',
    said: [
      `${what} ${trick.request.method} ${trick.request.path} was answered with ${status}, and the session from before no longer opened the protected page.`,
    ],
    by,
    steps: by.steps.slice(0, at + 3),
  };
}

/** Whether the attacker can sign in to their own account, and is shown the protected page. */
function othersGotIn({ steps }: Tried): boolean {
  return steps.some(
    ({ visitor, title, checks }) =>
      visitor === OTHERS && title === pageTitleFor(OTHERS) && checks.every(({ passed }) => passed),
  );
}

/** Whether the visitor's own log-out ends the session. */
function logOutWorks(by: Tried): boolean {
  return stepsTitled(by, AFTER_OWN_LOG_OUT).some(({ checks }) =>
    checks.some(({ passed }) => passed),
  );
}

/** The verdict on `next-returns`: only a visitor who was led to the form can be led back. */
export function judgeReturn({ site, tried }: Seen): Judgement | undefined {
  const { login, protected: page } = site.way ?? {};
  const isApart = login !== undefined && 'page' in login && site.leadsToForm !== true;
  if (isOurs(site) || !isApart || page === undefined) return undefined;
  const isNamed = tried.some(({ steps }) =>
    steps.some(
      ({ request, response }) => request.path === page && names(response?.location?.to ?? '', page),
    ),
  );
  return isNamed
    ? notSeen(
        `${page} leads strangers to the form by more than one redirect: whether the sign-in leads back was not tried.`,
      )
    : undefined;
}

function names(address: string, page: string): boolean {
  const { searchParams } = new URL(address, 'http://site.invalid');
  return [...searchParams.values()].includes(page);
}

/** The verdict on `next-stays-on-site`: an app may have no sign-in page, or a limit on sign-ins. */
export function judgeNext(seen: Seen): Judgement | undefined {
  const by = triedFlow(seen, OPEN_REDIRECT.name);
  if (!by || by.why !== undefined) return undefined;
  const login = seen.site.way?.login;
  if (login && 'request' in login) {
    return notSeen(
      'The sign-in is a request without a page that could take an address: name the page with --login, if there is one.',
    );
  }
  const signIns = by.steps.filter(({ title }) => title.startsWith(TOLD_TO_GO));
  const made = signIns.filter((step) => !isLimited(step)).length;
  const isEnded = obstacleIn(by) !== undefined && !by.steps.some(isLimited);
  if (made === OTHER_SITES.length || isEnded) return undefined;
  return notSeen(
    `${LIMITED} Of ${OTHER_SITES.length} addresses of other sites, ${made} were tried.`,
  );
}
