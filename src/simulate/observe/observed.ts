import type { Observed } from '../../checks/observed.ts';
import type { Pace, StepEvent } from '../../events/run.ts';
import type { RunSession, StoreChange } from '../../events/store.ts';
import type { Aliases } from '../../masking/aliases.ts';
import type { Secrets } from '../../masking/secrets.ts';
import type { ProbeOperation } from '../../probe/messages.ts';
import type { Site } from '../../site/site.ts';
import { cookieChanges, sentCookies } from '../../visitor/cookies/shown-cookies.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import { headerValues } from '../../visitor/http/http.ts';
import { NO_PAGE } from '../../visitor/page.ts';
import { tokenPlace } from '../../visitor/token-place.ts';
import type { ProtectedPage } from '../journey/protected-page.ts';
import { aliasedOperation } from './store-changes.ts';

/** The place of an exchange in a run, and what the store did during it. */
export interface StepContext {
  site: Site;
  flow: string;
  pace: Pace;
  /** When the run began, in milliseconds since 1970. */
  began: number;
  secrets: Secrets;
  aliases: Aliases;
  /** The sessions in the store before the step. */
  before: readonly RunSession[] | null;
  store: {
    changes: StoreChange[];
    operations: ProbeOperation[] | undefined;
    sessions: RunSession[];
  } | null;
  /** What happened between this step and the one before. */
  meanwhile: string | undefined;
  /** Whether an id in a signed cookie is that of a session. */
  isSession: (id: string) => boolean;
  /** Absent if each response is judged by itself. */
  protectedPage?: ProtectedPage;
}

/** The facts of an exchange, with the run's aliases for sessions. */
export function observedOf(
  exchange: Exchange,
  context: Pick<
    StepContext,
    'aliases' | 'site' | 'pace' | 'before' | 'secrets' | 'isSession' | 'store' | 'protectedPage'
  >,
): Observed {
  const { aliases, site, pace, before, secrets, isSession, store, protectedPage } = context;
  const { request, asked, session, response, body, page, error } = exchange;
  const alias = (id: string | undefined) => id && aliases.ofSession(id);
  const seen: Observed = {
    site,
    pace,
    request: {
      method: request.method,
      path: request.url.pathname,
      signsIn: asked.signsIn,
      cookies: sentCookies(exchange, secrets, isSession),
      isSecure: isSecure(request),
      ...(headerValues(request.headers, 'origin').includes('null') && { hidesOrigin: true }),
      ...(asked.lacksPassword && { lacksPassword: true }),
      ...(asked.lacksForm && { lacksForm: true }),
    },
    ...(response && {
      response: {
        status: response.status,
        headers: response.headers,
        page: page ?? NO_PAGE,
        cutFrom: body?.kept === undefined ? undefined : body.size,
        location: locationOf(exchange),
        ...leaving(exchange),
        goesRound: exchange.goesRound,
      },
    }),
    error,
    cookies: cookieChanges(exchange, secrets, isSession),
    ...(store && { tokenPlace: () => tokenPlace(exchange, isSession) }),
    session: { before: alias(session.before), after: alias(session.after) },
    before,
    store: storeView(context),
  };
  if (protectedPage) {
    seen.isForStrangers = () => protectedPage.isForStrangers(seen);
    seen.isItself = () => protectedPage.isItself(seen);
    seen.isSameForAll = () => protectedPage.isSameForAll(seen.request.path);
  }
  return seen;
}

/** Whether a request came over HTTPS, or has a proxy's header that says so. */
function isSecure({ url, headers }: Exchange['request']): boolean {
  if (url.protocol === 'https:') return true;
  return headerValues(headers, 'x-forwarded-proto').includes('https');
}

function storeView({ store, aliases }: Pick<StepContext, 'store' | 'aliases'>): StepEvent['store'] {
  if (!store) return null;
  const { changes, operations, sessions } = store;
  return {
    changes,
    operations: operations?.map((one) => aliasedOperation(one, aliases)),
    sessions,
  };
}

/** As in HTML's "shared declarative refresh steps": seconds, and an address. */
const REFRESH = /^\s*[\d.]+\s*[;,\s]\s*(?:url\s*=\s*)?(["']?)(.+?)\1\s*$/is;

/** The other site to which a page leads by itself: by its header, or its `meta` tag. */
function leaving({ response, page, request: { url } }: Exchange): { leavesFor?: string } {
  const [header] = headerValues(response?.headers ?? [], 'refresh');
  const [, , to] = REFRESH.exec(header ?? page?.meta.get('refresh') ?? '') ?? [];
  const isElsewhere =
    to !== undefined && URL.canParse(to, url) && new URL(to, url).origin !== url.origin;
  return isElsewhere ? { leavesFor: to } : {};
}

interface Location {
  /** As received. */
  to: string;
  /** Path and query. */
  path: string;
  onThisSite: boolean;
  /** Whether it is the address that was asked for. */
  isHere: boolean;
}

/** Where a response redirects to; undefined if it does not. */
export function locationOf({ response, request: { url } }: Exchange): Location | undefined {
  const [to] = headerValues(response?.headers ?? [], 'location');
  if (to === undefined) return undefined;
  if (!URL.canParse(to, url)) return { to, path: to, onThisSite: false, isHere: false };
  const { origin, pathname, search } = new URL(to, url);
  const path = pathname + search;
  const onThisSite = origin === url.origin;
  return { to, path, onThisSite, isHere: onThisSite && path === url.pathname + url.search };
}
