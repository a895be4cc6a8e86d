import { withoutQuery } from '../address.ts';
import type { CookieChange, Header, Pace, SentCookie } from '../events/run.ts';
import type { RunSession, StoreView } from '../events/store.ts';
import type { Told } from '../masking/told.ts';
import type { RuleId } from '../rules/rules.ts';
import { whoIsIn } from '../sessions/contents.ts';
import { type AppFacts, isOurs, type Site } from '../site/site.ts';
import { headerValues } from '../visitor/http/http.ts';
import { asksForPassword, type Page } from '../visitor/page.ts';

/** The observations of one request: checks, notes and causes are based on them. */
export interface Observed {
  site: Site;
  pace: Pace;
  request: {
    method: string;
    path: string;
    signsIn: boolean;
    cookies: SentCookie[];
    /** Whether it came over HTTPS, to the app or to a proxy in front of it. */
    isSecure: boolean;
    /** Whether it hid its origin, because of the page's referrer policy: `Origin: null`. */
    hidesOrigin?: true;
    /** Whether it is a sign-in without a password. */
    lacksPassword?: true;
    /** Whether it is a sign-in with made-up fields, because no page showed a sign-in form. */
    lacksForm?: true;
  };
  /** Undefined if none came; if it is incomplete, `error` says why. */
  response?: {
    status: number;
    headers: readonly Header[];
    page: Page;
    /** The size of its body in bytes, if that is more than was kept. */
    cutFrom?: number;
    /** Where it redirects to. */
    location?: { to: string; path: string; onThisSite: boolean; isHere?: boolean };
    /** The other site to which its page leads by itself, as a `meta` tag may say. */
    leavesFor?: string;
    /** Whether it redirects as it did before, with nothing but redirects followed since. */
    goesRound?: boolean;
  };
  error?: Told;
  cookies: CookieChange[];
  /**
   * Where the session's id is besides its cookie; undefined if nowhere. Absent if it is not known which cookies are
   * session cookies.
   */
  tokenPlace?: () => string | undefined;
  /**
   * Whether the protected page was answered with the text that strangers see, who must sign in, although the status is
   * that of success. Absent if each response is judged by itself.
   */
  isForStrangers?: () => boolean;
  /**
   * Whether this is the protected page itself, even if it asks for a password, such as before an account is deleted. It
   * is if a stranger was redirected or got status 401 there, and no form asks for a password together with a name.
   * Absent if each response is judged by itself.
   */
  isItself?: () => boolean;
  /** Whether strangers and signed-in visitors saw the same text at this address. */
  isSameForAll?: () => boolean;
  /** Aliases of the visitor's session by its cookie, before and after; undefined if there is none. */
  session: {
    before?: string;
    after?: string;
    /** The alias of the session that replaced it before the store was read; absent if it was not replaced. */
    movedTo?: string;
    /** Whether the session that was sent has begun since the store was last read. */
    isJustBegun?: true;
  };
  /** The sessions in the store before the request; null if it cannot be observed. */
  before: readonly RunSession[] | null;
  store: StoreView | null;
  /** The secret in the app's output so far, if there is one; absent if the output cannot be observed. */
  printed?: { secret?: string };
  /** What came before in the run; absent under load, where each response is judged by itself. */
  past?: Past;
}

/**
 * What is known about a sign-in: nobody tried · it may have worked · a protected page opened · it was refused · it was
 * lost afterwards · it failed: by an error of the app, a missing page, or too many attempts.
 */
export type SignIn = 'none' | 'open' | 'worked' | 'refused' | 'lost' | 'failed';

/** What came before a step, and what the probe reports about the app. */
export interface Past {
  /** Absent without a probe. */
  app?: AppFacts;
  signIn: SignIn;
  /** The rule by whose breach the sign-in was lost, if its step showed that. */
  lostBy?: RuleId;
  /** Whether the protected page redirects signed-in visitors, but to another page than strangers. */
  isLedOn?: boolean;
  /** Whether the app asked for a code after the sign-in. */
  isAskedForCode?: boolean;
  /** Whether the last log-out had no effect: it failed, was refused, or only asked for confirmation. */
  hasNoLogOut: boolean;
  /** True if the visitor sends the cookie of somebody else, or of an earlier time. */
  isThief: boolean;
  /** Whether somebody logged out of the session that was sent, or the owner of this old cookie has logged out. */
  isLoggedOut: boolean;
  /** The session whose cookie the visitor no longer has, although nobody logged out; absent if there is none. */
  dropped?: string;
  /** Whether the visitor has logged out since the last sign-in. */
  hasLoggedOut: boolean;
  /** Whether this visitor is not signed in, but another one is, and a stranger was kept out of this page before. */
  isOpenedByOthers: boolean;
  /** Whether this is an old cookie, of a session from before the sign-in. */
  isFromBeforeSignIn: boolean;
  /** Whether the session that was sent began during simultaneous visits, or this is a sign-in among such visits. */
  isParallel: boolean;
  /** Whether another process first gave the session that was sent: one beside this one, or one before a restart. */
  isElsewhere: boolean;
  /** Whether the app was restarted since it gave the session that was sent. */
  isRestarted: boolean;
  /** Whether the same cookie was accepted and refused by requests at the same time. */
  isTornApart: boolean;
  /** Whether it was refused while a request at the same time gave the session another id. */
  isOutrun: boolean;
  /** Whether the sign-in was lost here, but was saved to the store a moment later. */
  isSavedLate: boolean;
  /** Whether the store re-created the session that was sent after it had been destroyed. */
  isRevived: boolean;
  /** The page that the app promised to return to after the sign-in. */
  promised?: string;
  /** Whether the sign-in has led to that page in the end, perhaps by other pages. */
  hasReturned?: boolean;
  /** Whether the app let a stranger see this page before, although the flow expects otherwise. */
  isOpenToAll: boolean;
  /** Whether the session that was sent began at a sign-in which did not ask for a new id. */
  hasKeptId: boolean;
  /** Whether the session has the id that a visitor made up. */
  isInvented: boolean;
  /** The ids of the flow's sessions, in the order in which they came up. */
  ids: readonly string[];
  /** Whether the flow sets the site's settings, which may include limits. */
  hasOwnLimits: boolean;
  /** Whether the session may have reached one of these limits, because the visit was later than planned. */
  isTooLate: boolean;
  /** The lifetime of the session's cookie that came, in milliseconds; absent if it has none. */
  cookieLife?: number;
  /** The secret that signed the session's cookie, if it is a well-known one; only in the first step that shows it. */
  knownSecret?: string;
  /** Whether a visit must move the expiry of the session: it is long enough after the one before. */
  isDueToMove: boolean;
  /** Whether this step shows, for the first time, that the app has a session middleware without effect. */
  hasIdleSession: boolean;
}

/** The session of an alias, if the store holds it and it is valid. */
export function liveSession(
  sessions: readonly RunSession[] | null | undefined,
  alias: string | undefined,
): RunSession | undefined {
  return sessions?.find(({ session, state }) => session === alias && state === 'live');
}

/** Who is signed in with a session, or what shows that somebody is; null if there is no session, or nobody is. */
export function whoOf(session: RunSession | undefined): string | null {
  return session === undefined ? null : whoIsIn(session);
}

/** Whether a page asks for a password. */
export function hasSignInForm({ forms }: Page): boolean {
  return forms.some(asksForPassword);
}

/** Whether a response sends the visitor to the sign-in, or refuses them. */
export function asksToSignIn(seen: Observed): boolean {
  const { response, site } = seen;
  if (!response) return false;
  const { status, location, page } = response;
  if (status === 401 || status === 403 || isHidden(seen)) return true;
  if (location) return SIGN_IN_PATH.test(location.path) || leadsToForm(location.path, site);
  if (status >= 300) return false;
  return (hasSignInForm(page) && seen.isItself?.() !== true) || seen.isForStrangers?.() === true;
}

/**
 * Whether the protected page is answered like a missing page: some apps do so for strangers. A signed-in visitor learns
 * from it that there is no such page.
 */
export function isHidden({ request, response, site }: Observed): boolean {
  const page = site.way?.protected;
  if (response?.status !== 404 || page === undefined || isOurs(site)) return false;
  return withoutQuery(page) === request.path;
}

/**
 * Whether a page redirects to itself, and nothing will be different there: no cookie came that a next request would
 * send. Or whether it leads on as it did before, by pages that all do nothing else.
 */
export function leadsNowhere({
  request,
  response,
  cookies,
}: Observed): 'to itself' | 'round' | undefined {
  if (request.method !== 'GET' || !response?.location) return undefined;
  const isNew = cookies.some(({ action }) => action === 'set' || action === 'changed');
  if (response.location.isHere && !isNew) return 'to itself';
  return response.goesRound ? 'round' : undefined;
}

const SIGN_IN_PATH = /(log|sign)[-_]?in|auth/i;

function leadsToForm(path: string, { way }: Site): boolean {
  const login = way?.login;
  return login !== undefined && 'page' in login && login.page === withoutQuery(path);
}

/** Whether a page is not shown: the visitor is sent to the sign-in, or redirected to another page of the site. */
export function isKeptOut(seen: Observed): boolean {
  const location = seen.response?.location;
  if (asksToSignIn(seen)) return true;
  return location?.onThisSite === true && withoutQuery(location.path) !== seen.request.path;
}

/** Whether a visitor is shown the page that was asked for. */
export function isLetIn({ response, isForStrangers, isItself }: Observed): boolean {
  return (
    response !== undefined &&
    response.status >= 200 &&
    response.status < 300 &&
    (!hasSignInForm(response.page) || isItself?.() === true) &&
    isForStrangers?.() !== true
  );
}

/** Whether a response is an HTML page. */
export function isHtml({ headers }: NonNullable<Observed['response']>): boolean {
  return headerValues(headers, 'content-type').some((type) => /^text\/html\b/i.test(type));
}
