import type { CookieChange, Follow, RunSession, SentCookie, StoreView } from '../events/run.ts';
import type { Told } from '../masking/told.ts';
import type { Site } from '../site/site.ts';
import type { Page } from '../visitor/page.ts';

/** What was observed of one request: what checks, notes and causes are drawn from. */
export interface Observed {
  site: Site;
  follow: Follow;
  request: { method: string; path: string; signsIn: boolean; cookies: SentCookie[] };
  /** Undefined where none came; where not the whole of it did, `error` says why. */
  response?: {
    status: number;
    page: Page;
    /** How many bytes its body has, where they are more than were kept. */
    cutFrom?: number;
    /** Where it redirects to. */
    location?: { to: string; path: string; onThisSite: boolean };
  };
  error?: Told;
  cookies: CookieChange[];
  /** Aliases of the visitor's session by its cookie, before and after; undefined where there is none. */
  session: { before?: string; after?: string };
  /** What the store held before. */
  before: readonly RunSession[] | null;
  store: StoreView | null;
}

/** The session of an alias, if the store holds it and it counts. */
export function liveSession(
  sessions: readonly RunSession[] | null | undefined,
  alias: string | undefined,
): RunSession | undefined {
  return sessions?.find(({ session, state }) => session === alias && state === 'live');
}

/** Whether a response sends the visitor to sign in, or refuses them. */
export function asksToSignIn({ response }: Observed): boolean {
  if (!response) return false;
  if (response.status === 401 || response.status === 403) return true;
  return response.location !== undefined && /(log|sign)[-_]?in|auth/i.test(response.location.path);
}
