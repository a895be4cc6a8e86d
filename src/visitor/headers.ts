import type { Header } from '../events/run.ts';
import { isTrustworthy } from '../network.ts';

/** Who asks in a browser: a person who opens a page, or a script of one. */
export type FetchMode = 'navigate' | 'fetch';

/** The page that a request is sent from. */
export interface Referrer {
  url: URL;
  /** Its Referrer-Policy; empty for the usual one. */
  policy: string;
  /** Whether it is a page of another site. */
  isElsewhere?: true;
}

/** What a request is, before a browser says of itself what it says with each. */
export interface Asking {
  method: string;
  url: URL;
  mode: FetchMode;
  /** Absent where the address was typed. */
  from?: Referrer;
  body?: { type: string; text: string };
  /** What else is said; of one name, this counts. */
  headers?: Readonly<Record<string, string>>;
}

/** Chrome's, which apps know how to read, with our name behind it. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 session-app';

const ACCEPTS: Readonly<Record<FetchMode, string>> = {
  navigate: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  fetch: 'application/json, text/plain, */*',
};

/**
 * The headers that a browser sends with a request. It offers no compression: what comes is shown as it came.
 *
 * @param cookie the `Cookie` header; empty where no cookie goes along
 */
export function headersOf(asking: Asking, cookie: string): Header[] {
  const { url, mode, body, headers = {} } = asking;
  const usual: Header[] = [
    ['Host', url.host],
    ...(body ? bodyHeaders(body) : []),
    ...originOf(asking),
    ['User-Agent', USER_AGENT],
    ['Accept', ACCEPTS[mode]],
    ['Accept-Language', 'en-US,en;q=0.9'],
    ...(mode === 'navigate' ? ([['Upgrade-Insecure-Requests', '1']] satisfies Header[]) : []),
    ...fetchMetadata(asking),
    ...refererOf(asking),
    ...(cookie ? ([['Cookie', cookie]] satisfies Header[]) : []),
  ];
  const own = Object.entries(headers);
  const said = new Set(own.map(([name]) => name.toLowerCase()));
  return [...usual.filter(([name]) => !said.has(name.toLowerCase())), ...own];
}

function bodyHeaders({ type, text }: { type: string; text: string }): Header[] {
  return [
    ['Content-Type', type],
    ['Content-Length', String(Buffer.byteLength(text))],
  ];
}

/** Where the page keeps to itself where it is, its origin is kept as well: Fetch, "append a request Origin header". */
function originOf({ method, url, from, mode }: Asking): Header[] {
  if (method === 'GET' || method === 'HEAD') return [];
  if (from?.isElsewhere) return [['Origin', from.url.origin]];
  const isHidden = mode === 'navigate' && from?.policy === 'no-referrer';
  return [['Origin', isHidden ? 'null' : url.origin]];
}

/** Only sites that browsers trust are told (Fetch Metadata, section 2). */
function fetchMetadata({ url, mode, from }: Asking): Header[] {
  if (!isTrustworthy(url)) return [];
  const here = from || mode === 'fetch' ? 'same-origin' : 'none';
  const site: Header = ['Sec-Fetch-Site', from?.isElsewhere ? 'cross-site' : here];
  return mode === 'fetch'
    ? [site, ['Sec-Fetch-Mode', 'cors'], ['Sec-Fetch-Dest', 'empty']]
    : [
        site,
        ['Sec-Fetch-Mode', 'navigate'],
        ['Sec-Fetch-User', '?1'],
        ['Sec-Fetch-Dest', 'document'],
      ];
}

/** Pages of the site itself tell their address by most policies; other sites, by the usual one, no more than who they are. */
function refererOf({ url, from }: Asking): Header[] {
  if (!from || from.policy === 'no-referrer') return [];
  if (from.isElsewhere) return [['Referer', `${from.url.origin}/`]];
  const isOriginAlone = from.policy === 'origin' || from.policy === 'strict-origin';
  const path = isOriginAlone ? '/' : from.url.pathname + from.url.search;
  return [['Referer', url.origin + path]];
}

/** The policy of a page, by its header and by what it says itself: the last one that browsers know. */
export function referrerPolicyOf(headers: readonly string[], meta: string | undefined): string {
  const words = [...headers, meta ?? ''].flatMap((value) => value.toLowerCase().split(','));
  return words.map((word) => word.trim()).findLast((word) => POLICIES.has(word)) ?? '';
}

const POLICIES = new Set([
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
]);
