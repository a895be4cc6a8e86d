import { isIP } from 'node:net';
import { parseSetCookie, type Cookie as SetCookie } from 'set-cookie-parser';

/** A cookie that a browser keeps. */
export interface JarCookie extends SetCookie {
  /** The host that set it. */
  host: string;
  path: string;
  /** When the browser forgets it, in milliseconds since 1970; absent: when it is closed. */
  forgottenAt?: number;
}

/** What a browser did with a `Set-Cookie`. */
export interface Kept {
  cookie: JarCookie;
  action: 'set' | 'changed' | 'repeated' | 'cleared' | 'refused';
  why?: string;
}

/** A rule of a browser's: why it does not do with a cookie what was asked, or undefined if it does. */
type Rule = (cookie: JarCookie, url: URL) => string | undefined;

/** When a browser refuses to keep a cookie: RFC 6265bis, section 5.7. */
const REFUSALS: readonly Rule[] = [
  ({ domain }, { hostname }) =>
    domain && !domainMatches(hostname, domain)
      ? `it is for ${domain}, which ${hostname} may not set cookies for`
      : undefined,
  ({ name, secure }) =>
    /^__(Secure|Host)-/i.test(name) && !secure
      ? 'its name begins with __Host- or __Secure-, but it is not Secure'
      : undefined,
  ({ name, domain, path }) =>
    /^__Host-/i.test(name) && (domain || path !== '/')
      ? 'its name begins with __Host-, but it has a Domain or a Path other than /'
      : undefined,
  ({ sameSite, secure }) =>
    /^none$/i.test(sameSite ?? '') && !secure
      ? 'it says SameSite=None, but it is not Secure'
      : undefined,
  ({ secure }, url) =>
    secure && !isTrustworthy(url) ? 'it is Secure, but the site is on plain HTTP' : undefined,
  ({ name, value }) =>
    name.length + value.length > 4096 ? 'it is longer than 4096 bytes' : undefined,
];

/** When a browser withholds a cookie that it has: RFC 6265bis, section 5.8.3. */
const WITHHOLDINGS: readonly Rule[] = [
  ({ host, domain }, { hostname }) =>
    (domain ? domainMatches(hostname, domain) : hostname === host)
      ? undefined
      : `it belongs to ${domain ?? host}`,
  ({ path }, { pathname }) => (pathMatches(pathname, path) ? undefined : `it is only for ${path}`),
  ({ secure }, url) =>
    secure && !isTrustworthy(url) ? 'it is Secure, but the site is on plain HTTP' : undefined,
];

/** The cookies of one browser, with the reasons for what it does with them. */
export class Jar {
  readonly #cookies: Map<string, JarCookie>;

  constructor(cookies: Iterable<[string, JarCookie]> = []) {
    this.#cookies = new Map(cookies);
  }

  /** The same cookies in a jar of their own. */
  copy(): Jar {
    return new Jar(this.#cookies);
  }

  /** Takes in one `Set-Cookie` of a response from `url`. */
  keep(header: string, url: URL): Kept | undefined {
    const parsed = parseSetCookie(header, { decodeValues: false })[0];
    if (!parsed) return undefined;
    const cookie = {
      ...parsed,
      host: url.hostname,
      path: pathOf(parsed, url),
      ...lifetime(parsed),
    };
    const why = firstReason(REFUSALS, cookie, url);
    if (why) return { cookie, action: 'refused', why };

    const key = [cookie.name, cookie.domain ?? `=${cookie.host}`, cookie.path].join(';');
    const before = this.#cookies.get(key);
    if (cookie.forgottenAt !== undefined && cookie.forgottenAt <= Date.now()) {
      this.#cookies.delete(key);
      return { cookie, action: 'cleared' };
    }
    this.#cookies.set(key, cookie);
    const same = before?.value === cookie.value;
    return { cookie, action: before ? (same ? 'repeated' : 'changed') : 'set' };
  }

  /** Every cookie that the browser has, and why it withholds it from a request to `url`, if it does. */
  cookiesFor(url: URL): Array<{ cookie: JarCookie; why?: string }> {
    for (const [key, { forgottenAt }] of this.#cookies) {
      if (forgottenAt !== undefined && forgottenAt <= Date.now()) this.#cookies.delete(key);
    }
    return [...this.#cookies.values()].map((cookie) => {
      const why = firstReason(WITHHOLDINGS, cookie, url);
      return why ? { cookie, why } : { cookie };
    });
  }
}

function firstReason(rules: readonly Rule[], cookie: JarCookie, url: URL): string | undefined {
  for (const rule of rules) {
    const why = rule(cookie, url);
    if (why) return why;
  }
  return undefined;
}

/** Browsers trust this machine as they trust HTTPS; what they do with its Secure cookies differs, so none goes out here. */
function isTrustworthy({ protocol }: URL): boolean {
  return protocol === 'https:';
}

function domainMatches(host: string, domain: string): boolean {
  const bare = domain.replace(/^\./, '').toLowerCase();
  return host === bare || (!isIP(host) && host.endsWith(`.${bare}`));
}

function pathMatches(path: string, cookiePath: string): boolean {
  if (path === cookiePath) return true;
  return path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}

/** Without a Path that can be one, it is the folder of the page that set it. */
function pathOf({ path }: SetCookie, { pathname }: URL): string {
  if (path?.startsWith('/')) return path;
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
}

function lifetime({ maxAge, expires }: SetCookie): { forgottenAt?: number } {
  if (maxAge !== undefined) return { forgottenAt: maxAge > 0 ? Date.now() + maxAge * 1000 : 0 };
  const time = expires?.getTime();
  return time === undefined || Number.isNaN(time) ? {} : { forgottenAt: time };
}
