import { withoutQuery } from '../address.ts';
import type {
  CookieChange,
  Header,
  Pace,
  RunSession,
  SentCookie,
  StoreView,
} from '../events/run.ts';
import type { Told } from '../masking/told.ts';
import type { RuleId } from '../rules/rules.ts';
import { whoIsIn } from '../sessions/contents.ts';
import { type AppFacts, isOurs, type Site } from '../site/site.ts';
import { headerValues } from '../visitor/http/http.ts';
import { asksForPassword, type Page } from '../visitor/page.ts';

/** What was observed of one request: what checks, notes and causes are drawn from. */
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
    /** Whether it told no origin, as the page that it came from keeps that to itself: `Origin: null`. */
    hidesOrigin?: true;
  };
  /** Undefined where none came; where not the whole of it did, `error` says why. */
  response?: {
    status: number;
    headers: readonly Header[];
    page: Page;
    /** How many bytes its body has, where they are more than were kept. */
    cutFrom?: number;
    /** Where it redirects to. */
    location?: { to: string; path: string; onThisSite: boolean };
  };
  error?: Told;
  cookies: CookieChange[];
  /**
   * Where the id of the visitor's session stands besides in its cookie; undefined where it does not. Absent where nobody
   * can tell which cookies are sessions'.
   */
  tokenPlace?: () => string | undefined;
  /**
   * Whether the protected page came as strangers are shown it, with status 200: it tells them to sign in. Absent where
   * each answer is judged by itself.
   */
  isForStrangers?: () => boolean;
  /**
   * Whether it is the protected page itself, from which strangers are led away, though it asks for a password: before an
   * account is deleted, or the password is changed. Absent where each answer is judged by itself.
   */
  isItself?: () => boolean;
  /** Whether strangers and whoever had signed in were shown the same words at this address. */
  isSameForAll?: () => boolean;
  /** Aliases of the visitor's session by its cookie, before and after; undefined where there is none. */
  session: {
    before?: string;
    after?: string;
    /** What the session is called that came of it, by the time that the store was looked at; absent where that is the same. */
    movedTo?: string;
    /** Whether the session that was sent has begun since the store was looked at. */
    isJustBegun?: true;
  };
  /** What the store held before. */
  before: readonly RunSession[] | null;
  store: StoreView | null;
  /** What was found in what the app has printed so far; absent where nobody looked. */
  printed?: { secret?: string };
  /** What came before in the run; absent under load, where each response is judged by itself. */
  past?: Past;
}

/**
 * What is known of a sign-in: nobody tried · it may have worked · a protected page opened · it was refused · it was lost
 * afterwards · the app failed, or there was nothing at its address.
 */
export type SignIn = 'none' | 'open' | 'worked' | 'refused' | 'lost' | 'failed';

/** What came before a step, and what the probe tells of the app. */
export interface Past {
  /** Absent where no probe is in the app. */
  app?: AppFacts;
  signIn: SignIn;
  /** The rule by which the sign-in was lost, where its step told that. */
  lostBy?: RuleId;
  /** Whether the protected page leads on whoever has signed in, to another page than strangers. */
  isLedOn?: boolean;
  /** Whether there was nothing at the address of the log-out, or the app failed there. */
  hasNoLogOut: boolean;
  /** True of whoever goes with the cookie of somebody else, or of an earlier time. */
  isThief: boolean;
  /** Whether the visitor has logged out since the sign-in. */
  isLoggedOut: boolean;
  /** The session whose cookie the visitor had before, and has no more though nobody logged out; absent where there is none. */
  dropped?: string;
  /** Whether the visitor has logged out by now. */
  hasLoggedOut: boolean;
  /** Whether somebody else is signed in, and a stranger was kept out of this page before. */
  isOpenedByOthers: boolean;
  /** Whether the cookie that was sent is from before the sign-in. */
  isFromBeforeSignIn: boolean;
  /** Whether several visits were under way at a time when the visitor signed in. */
  isParallel: boolean;
  /** Whether another process than this one gave the session that was sent: one beside it, or one before a restart. */
  isElsewhere: boolean;
  /** Whether the app was restarted since it gave the session that was sent. */
  isRestarted: boolean;
  /** Whether the same cookie was accepted and refused in requests under way at the same time. */
  isTornApart: boolean;
  /** Whether it was refused while a request under way at the same time gave the session another id. */
  isOutrun: boolean;
  /** Whether the sign-in was lost here, and somebody was signed in with that session a moment later. */
  isSavedLate: boolean;
  /** Whether the store made the session that was sent anew after it had been destroyed. */
  isRevived: boolean;
  /** Where the app said that it would lead back to after the sign-in. */
  promised?: string;
  /** Whether the sign-in has led there in the end, if by way of other pages. */
  hasReturned?: boolean;
  /** Whether the app let strangers see this page before. */
  isOpenToAll: boolean;
  /** Whether the session that was sent began at a sign-in which did not ask for a new id. */
  hasKeptId: boolean;
  /** Whether the session has the id that a visitor made up. */
  isInvented: boolean;
  /** The ids of the run's sessions, from the first on. */
  ids: readonly string[];
  /** Whether the flow sets the site's limits. */
  hasOwnLimits: boolean;
  /** Whether the session may have reached one of these limits: the visit came later than the flow meant it to. */
  isTooLate: boolean;
  /** How long the session's cookie lives that came, in milliseconds; absent where it says nothing. */
  cookieLife?: number;
  /** The secret that the session's cookie was signed with, where everybody knows it. */
  knownSecret?: string;
  /** Whether a visit must move the expiry of the session: long enough after the one before. */
  isDueToMove: boolean;
  /** Whether it is seen here, for the first time, that the app has a session middleware that can do nothing. */
  hasIdleSession: boolean;
}

/** The session of an alias, if the store holds it and it counts. */
export function liveSession(
  sessions: readonly RunSession[] | null | undefined,
  alias: string | undefined,
): RunSession | undefined {
  return sessions?.find(({ session, state }) => session === alias && state === 'live');
}

/** Who is signed in with a session, or what says that somebody is; null where there is none, or nobody is. */
export function whoOf(session: RunSession | undefined): string | null {
  return session === undefined ? null : whoIsIn(session);
}

/** Whether a page asks for a password. */
export function hasSignInForm({ forms }: Page): boolean {
  return forms.some(asksForPassword);
}

/** Whether a response sends the visitor to sign in, or refuses them. */
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
 * Whether the protected page is answered as if it were not there: some apps tell strangers no more than that. To whoever
 * is signed in, it says that there is none.
 */
export function isHidden({ request, response, site }: Observed): boolean {
  const page = site.way?.protected;
  if (response?.status !== 404 || page === undefined || isOurs(site)) return false;
  return withoutQuery(page) === request.path;
}

const SIGN_IN_PATH = /(log|sign)[-_]?in|auth/i;

function leadsToForm(path: string, { way }: Site): boolean {
  const login = way?.login;
  return login !== undefined && 'page' in login && login.page === withoutQuery(path);
}

/** Whether a page is not shown: the visitor is asked to sign in, or led to another page. */
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

/** Whether an answer is HTML, by what it says of itself. */
export function isHtml({ headers }: NonNullable<Observed['response']>): boolean {
  return headerValues(headers, 'content-type').some((type) => /^text\/html\b/i.test(type));
}
