import { withoutQuery } from '../../address.ts';
import type { CookieChange, SentCookie } from '../../events/run.ts';
import type { RuleId } from '../../rules/rules.ts';
import { MISCODED } from '../../visitor/http/coding.ts';
import { TLS_FAILED } from '../../visitor/http/tls.ts';
import { isHidden, leadsNowhere, type Observed } from '../observed.ts';
import { type Cause, LOOK, SESSION } from './cause.ts';
import { ruleOfRefusal, ruleOfWithholding } from './refusals.ts';

const NO_FORM = {
  cause:
    'the page that --login names has no form that asks for a password: a script may make one, or the app sends a link or a code by mail',
  fix: `name the request that the script sends, such as --login 'POST /api/login {"email":"$user","password":"$password"}'; a link or a code by mail cannot be followed`,
};

/** Causes that are possible in any request. */
export const GENERAL_CAUSES: readonly Cause[] = [
  {
    when: ({ response, error }) => response === undefined && error?.startsWith(TLS_FAILED) === true,
    cause: 'the app listens over TLS, without a certificate that a browser could use',
    fix: 'look at the key and the certificate that the app reads, and at what it printed',
  },
  {
    when: ({ response }) => response === undefined,
    cause: 'the app ended the connection, or took too long',
    fix: `${LOOK}; --timeout gives it more time`,
  },
  {
    of: ['response'],
    when: ({ error }) => error?.startsWith(MISCODED) === true,
    cause: 'the body is not coded as its header says, so that a browser shows an error',
    fix: 'look at what compresses the answer, and at what passes it on',
  },
  {
    rule: ({ past }) => past?.lostBy,
    when: ({ past }) => past?.signIn === 'lost' && past.lostBy !== undefined,
    cause: 'the sign-in was lost, as its own step tells',
  },
  {
    when: ({ response }) => response?.status === 429,
    cause: 'the app limits sign-ins, and answers no more of them for now',
    fix: 'wait until the limit is over, or run the app with a higher one',
  },
  {
    when: ({ response }) => response?.status === 503,
    cause: 'the session store failed',
    fix: 'look at the site’s log, and at whether its store can be reached',
  },
  {
    rule: 'store-failure-told',
    when: (seen) => hasStoreFailed(seen) && (seen.response?.status ?? 500) < 500,
    cause: 'the session store answered with an error, and the app went on as if it had not',
  },
  {
    when: hasStoreFailed,
    cause: 'the session store answered with an error',
    fix: 'look at the site’s log, and at whether its store can be reached',
  },
  {
    rule: 'session-present',
    when: (seen) => hasNoSessions(seen) && ((seen.response?.status ?? 0) >= 500 || isLost(seen)),
    cause: 'the app made no session store, and set no cookie',
  },
  {
    rule: refusal,
    when: (seen) => refusal(seen) !== undefined,
    cause: (seen) => because('the browser refused the session’s cookie', refusedCookie(seen)),
  },
  {
    rule: withholding,
    when: (seen) => withholding(seen) !== undefined,
    cause: (seen) => because('the browser withheld the session’s cookie', withheldCookie(seen)),
  },
  {
    when: ({ response }) => (response?.status ?? 0) >= 500,
    cause: 'the app failed in this request',
    fix: LOOK,
  },
  {
    of: ['works'],
    when: (seen) => leadsNowhere(seen) === 'round',
    cause: 'pages redirect to each other, round and round: a browser gives up, and shows an error',
    fix: 'look at what redirects, and for whom: each of the pages sends this visitor to the next',
  },
  {
    of: ['works'],
    when: (seen) => leadsNowhere(seen) === 'to itself',
    cause: 'the page redirects to itself, again and again: a browser gives up, and shows an error',
    fix: 'look at what redirects, and for whom: often it is a wrong guess at HTTPS, the host or the language',
  },
  {
    when: ({ past }) => past?.isAskedForCode === true && past.signIn === 'failed',
    cause:
      'after the password, the app asks for a code, which a visitor of this run does not have: it got no further than that',
    fix: 'give an account without a second factor, with --user and --password-stdin, or name a page that opens after the password alone, with --protected',
  },
  { ...NO_FORM, of: SESSION, when: ({ request }) => request.lacksForm === true },
  { ...NO_FORM, of: ['signInForm'], when: isNamedSignIn },
  {
    when: ({ past, request }) => past?.isLedOn === true && !request.signsIn,
    cause: 'the page leads on whoever has signed in, so it does not tell who is let in',
    fix: 'name the page that it leads to, or another one for whoever is signed in, with --protected',
  },
  {
    when: isHidden,
    cause: 'there is no such page, or none for whoever signed in here',
    fix: 'check name and password, and that --protected names a page that they see',
  },
  {
    when: ({ response }) => response?.status === 404,
    cause: 'the app has no such page',
    fix: 'describe the app’s own pages in a flow file, and give it with --flow',
  },
];

/** Whether it is the page that an option names as that with the sign-in form. */
function isNamedSignIn({ site: { way, wayHow }, request, response }: Observed): boolean {
  if (wayHow?.login !== 'as named' || way?.login === undefined || !('page' in way.login))
    return false;
  const isIt = withoutQuery(way.login.page) === request.path;
  return isIt && request.method === 'GET' && (response?.status ?? 500) < 300;
}

/** Whether the app has nothing that could remember a visitor. */
function hasNoSessions({ past, cookies, request, site }: Observed): boolean {
  if (site.sessionsBy !== undefined) return false;
  return past?.app?.stores === 0 && cookies.length === 0 && request.cookies.length === 0;
}

function isLost({ past }: Observed): boolean {
  return past?.signIn === 'lost';
}

/** A cause, and the reason that the browser has. */
function because(cause: string, { why = '' }: { why?: string } = {}): string {
  return why === '' ? cause : `${cause}: ${why}`;
}

function hasStoreFailed({ store }: Observed): boolean {
  return store?.operations?.some(({ error }) => error !== undefined) === true;
}

/** The rule for the browser's reason to refuse the session's cookie. An app fails before a browser refuses anything. */
function refusal(seen: Observed): RuleId | undefined {
  if ((seen.response?.status ?? 0) >= 500) return undefined;
  const cookie = refusedCookie(seen);
  return cookie && ruleOfRefusal(cookie, seen.request.isSecure);
}

function refusedCookie({ cookies }: Observed): CookieChange | undefined {
  return cookies.find(({ action, session }) => action === 'refused' && session);
}

function withholding(seen: Observed): RuleId | undefined {
  const cookie = withheldCookie(seen);
  return cookie && ruleOfWithholding(cookie);
}

/** Only if no other session cookie was sent. */
function withheldCookie({ request, cookies }: Observed): SentCookie | undefined {
  if (request.cookies.some(({ sent, session }) => sent && session)) return undefined;
  if (cookies.some(({ session }) => session)) return undefined;
  return request.cookies.find(({ sent, session }) => !sent && session);
}
