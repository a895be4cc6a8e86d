import type { Header } from '../events/run.ts';
import { isTrustworthy } from '../network.ts';
import type { FormEntry } from './forms/submission.ts';

/** Who sends a request in a browser: a person who opens a page, or a script of a page. */
export type FetchMode = 'navigate' | 'fetch';

/** The page that a request is sent from. */
export interface Referrer {
  url: URL;
  /** Its Referrer-Policy; empty for the default. */
  policy: string;
  /** True for a page of another site. */
  isElsewhere?: true;
}

/** A request, before the browser adds its usual headers. */
export interface Asking {
  method: string;
  url: URL;
  mode: FetchMode;
  /** Absent if the address was typed. */
  from?: Referrer;
  body?: { type: string; text: string };
  /** Other headers; they replace the browser's own. */
  headers?: Readonly<Record<string, string>>;
}

/** What a visitor's browser is asked to send. */
export interface Asked extends Asking {
  /** The fields of the form that is sent. */
  form?: FormEntry[];
  json?: unknown;
  signsIn: boolean;
  /** Whether it is a sign-in without a password. */
  lacksPassword?: boolean;
  /** Whether no page with a sign-in form was seen, so that the fields of this one are made up. */
  lacksForm?: boolean;
  /** Whether the form that is sent is on an earlier page than the current one. */
  isOfOldForm?: boolean;
}

/** Chrome's, which apps recognise, with our name added. */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 session-app';

const ACCEPTS: Readonly<Record<FetchMode, string>> = {
  navigate: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  fetch: 'application/json, text/plain, */*',
};

/**
 * The headers that a browser sends with a request. It offers no compression, so that the body can be shown as it came.
 *
 * @param cookie the `Cookie` header; empty if no cookie is sent
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

/** With the policy no-referrer, the origin is hidden too: Fetch, "append a request Origin header". */
function originOf({ method, url, from, mode }: Asking): Header[] {
  if (method === 'GET' || method === 'HEAD') return [];
  const isHidden = mode === 'navigate' && from?.policy === 'no-referrer';
  return [['Origin', isHidden ? 'null' : from?.isElsewhere ? from.url.origin : url.origin]];
}

/** Only sent to sites that browsers trust (Fetch Metadata, section 2). */
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

/**
 * With most policies, the site's own pages send their address. Another site's page can have its whole address sent too,
 * which may hold that of this site.
 */
function refererOf({ url, from }: Asking): Header[] {
  if (!from || from.policy === 'no-referrer') return [];
  if (from.isElsewhere) return [['Referer', `${from.url.origin}/${url.origin}/`]];
  const isOriginAlone = from.policy === 'origin' || from.policy === 'strict-origin';
  const path = isOriginAlone ? '/' : from.url.pathname + from.url.search;
  return [['Referer', url.origin + path]];
}

/** The policy of a page, from its headers and its `meta`: the last one that browsers know. */
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
