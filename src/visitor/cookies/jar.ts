import { isIP } from 'node:net';
import { own, type Told, told } from '../../masking/told.ts';
import { bareHost, isTrustworthy } from '../../network.ts';
import { readSetCookie, type SetCookie } from './set-cookie.ts';

/** A cookie that a browser keeps. */
export interface JarCookie extends SetCookie {
  /** The host that set it. */
  host: string;
  path: string;
  /** Whether the cookie itself names the path. */
  hasPath: boolean;
  hasDomain: boolean;
  /** When the browser deletes it, in milliseconds since 1970; absent: when the browser is closed. */
  forgottenAt?: number;
  /** Its number, in the order of arrival. */
  order: number;
}

/** How many cookies of a site Chrome and Firefox keep. */
export const JAR_LIMIT = 180;

/** What a browser did with a `Set-Cookie`. */
export interface Kept {
  cookie: JarCookie;
  action: 'set' | 'changed' | 'repeated' | 'cleared' | 'refused';
  why?: Told;
  /** The oldest cookie, if it was deleted because there were too many. */
  forgotten?: JarCookie;
}

/** A rule of a browser: the reason why it does not keep or send a cookie, or undefined if it does. */
type Rule = (cookie: JarCookie, url: URL) => Told | undefined;

/** When a browser refuses to keep a cookie: RFC 6265bis, section 5.7. */
const REFUSALS: readonly Rule[] = [
  ({ domain }, { hostname }) =>
    domain && !domainMatches(hostname, domain)
      ? told`it is for ${domain}, which ${hostname} may not set cookies for`
      : undefined,
  ({ domain }, { hostname }) =>
    domain && domain !== hostname && !domain.includes('.')
      ? told`it is for ${domain}, which is no site of its own`
      : undefined,
  ({ name, value }) =>
    name === '' && /^__(Secure|Host)-/i.test(value)
      ? own('it has no name, and its value looks like one that begins with __Host- or __Secure-')
      : undefined,
  ({ name, secure }) =>
    /^__(Secure|Host)-/i.test(name) && !secure
      ? own('its name begins with __Host- or __Secure-, but it is not Secure')
      : undefined,
  ({ name, hasDomain, path, hasPath }) =>
    /^__Host-/i.test(name) && (hasDomain || !hasPath || path !== '/')
      ? own('its name begins with __Host-, but it has a Domain, or no Path of /')
      : undefined,
  ({ sameSite, secure }) =>
    /^none$/i.test(sameSite) && !secure
      ? own('it says SameSite=None, but it is not Secure')
      : undefined,
  ({ secure }, url) =>
    secure && !isTrustworthy(url) ? own('it is Secure, but the site is on plain HTTP') : undefined,
  ({ name, value }) =>
    Buffer.byteLength(name + value, 'latin1') > 4096
      ? own('it is longer than 4096 bytes')
      : undefined,
];

/** When a browser withholds a cookie that it has: RFC 6265bis, section 5.8.3. */
const WITHHOLDINGS: readonly Rule[] = [
  ({ host, domain }, { hostname }) =>
    (domain ? domainMatches(hostname, domain) : hostname === host)
      ? undefined
      : told`it belongs to ${domain ?? host}`,
  ({ path }, { pathname }) =>
    pathMatches(pathname, path) ? undefined : told`it is only for ${path}`,
  ({ secure }, url) =>
    secure && !isTrustworthy(url) ? own('it is Secure, but the site is on plain HTTP') : undefined,
];

/** How a page of another site makes the request. */
export interface FromElsewhere {
  method: string;
}

/**
 * Why a cookie is not sent with a cross-site request: RFC 6265bis, section 5.8.3. Cookies without SameSite are sent:
 * Chrome treats them as Lax, but Firefox and Safari send them.
 */
function keptFromOthers({ sameSite }: JarCookie, { method }: FromElsewhere): Told | undefined {
  const isKept = /^strict$/i.test(sameSite) || (/^lax$/i.test(sameSite) && method !== 'GET');
  return isKept ? told`SameSite=${sameSite} keeps it from what other sites ask for` : undefined;
}

/** The cookies of one browser, with the reasons why it keeps and sends them or not. */
export class Jar {
  readonly #cookies: Map<string, JarCookie>;
  #count: number;

  /** @param count how many cookies the jar that these come from had received */
  constructor(cookies: Iterable<[string, JarCookie]> = [], count = 0) {
    this.#cookies = new Map(cookies);
    this.#count = count;
  }

  /** A copy that changes independently. */
  copy(): Jar {
    return new Jar(this.#cookies, this.#count);
  }

  /** Handles one `Set-Cookie` of a response from `url`. */
  keep(header: string, url: URL): Kept | undefined {
    const asked = readSetCookie(header);
    if (!asked) return undefined;
    this.#count += 1;
    const cookie: JarCookie = {
      ...asked,
      // Only for this host, if its Domain cannot have subdomains: RFC 6265bis, section 5.7, on public suffixes and
      // addresses.
      domain: isWhole(asked.domain, url) ? undefined : asked.domain,
      host: url.hostname,
      path: asked.path ?? folderOf(url),
      hasPath: asked.path !== undefined,
      hasDomain: asked.domain !== undefined,
      forgottenAt: forgottenAt(asked),
      order: this.#count,
    };
    const why = firstReason(REFUSALS, cookie, url) ?? this.#overlays(cookie, url);
    if (why) return { cookie, action: 'refused', why };

    const key = [cookie.name, cookie.domain ?? `=${cookie.host}`, cookie.path].join(';');
    const before = this.#cookies.get(key);
    if (cookie.forgottenAt !== undefined && cookie.forgottenAt <= Date.now()) {
      this.#cookies.delete(key);
      return { cookie, action: 'cleared' };
    }
    this.#cookies.set(key, cookie);
    const same = before?.value === cookie.value;
    const action = before ? (same ? 'repeated' : 'changed') : 'set';
    return { cookie, action, forgotten: this.#forgetOne() };
  }

  /** Replaces values of cookies with made-up ones. @param make returns undefined if a value stays */
  forge(make: (value: string) => string | undefined): void {
    for (const [key, cookie] of this.#cookies) {
      const value = make(cookie.value);
      if (value !== undefined) this.#cookies.set(key, { ...cookie, value });
    }
  }

  /** A response over plain HTTP could be forged, so it does not replace a cookie that came over HTTPS. */
  #overlays(cookie: JarCookie, url: URL): Told | undefined {
    if (cookie.secure || isTrustworthy(url)) return undefined;
    const [hidden] = [...this.#cookies.values()].filter(
      ({ name, secure, host, domain, path }) =>
        secure &&
        name === cookie.name &&
        (domainMatches(host, cookie.domain ?? cookie.host) ||
          domainMatches(cookie.host, domain ?? host)) &&
        pathMatches(cookie.path, path),
    );
    return hidden && own('there is a Secure cookie of this name, and the site is on plain HTTP');
  }

  /** If there are too many, the oldest is deleted: RFC 6265bis, section 5.7.3. */
  #forgetOne(): JarCookie | undefined {
    if (this.#cookies.size <= JAR_LIMIT) return undefined;
    let [oldest] = this.#cookies;
    for (const entry of this.#cookies) {
      if (oldest && entry[1].order < oldest[1].order) oldest = entry;
    }
    if (oldest) this.#cookies.delete(oldest[0]);
    return oldest?.[1];
  }

  /**
   * Every cookie that the browser has, and why it is not sent with a request to `url`, if it is not. Those with longer
   * paths come first, then those that came first (RFC 6265bis, section 5.8.3).
   *
   * @param elsewhere if a page of another site makes the request
   */
  cookiesFor(url: URL, elsewhere?: FromElsewhere): Array<{ cookie: JarCookie; why?: Told }> {
    for (const [key, { forgottenAt }] of this.#cookies) {
      if (forgottenAt !== undefined && forgottenAt <= Date.now()) this.#cookies.delete(key);
    }
    // A cookie that is set again keeps its place in the map.
    const inOrder = [...this.#cookies.values()].sort(
      (one, other) => other.path.length - one.path.length,
    );
    return inOrder.map((cookie) => {
      const why =
        firstReason(WITHHOLDINGS, cookie, url) ?? (elsewhere && keptFromOthers(cookie, elsewhere));
      return why ? { cookie, why } : { cookie };
    });
  }
}

function firstReason(rules: readonly Rule[], cookie: JarCookie, url: URL): Told | undefined {
  for (const rule of rules) {
    const why = rule(cookie, url);
    if (why) return why;
  }
  return undefined;
}

/** Whether a domain has no subdomains: `localhost` and addresses. */
function isWhole(domain: string | undefined, { hostname }: URL): boolean {
  return domain === hostname && (!domain.includes('.') || isIP(bareHost(domain)) !== 0);
}

function domainMatches(host: string, domain: string): boolean {
  return host === domain || (!isIP(bareHost(host)) && host.endsWith(`.${domain}`));
}

function pathMatches(path: string, cookiePath: string): boolean {
  if (path === cookiePath) return true;
  return path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}

/** A cookie without a path is for the folder of the page that set it. */
function folderOf({ pathname }: URL): string {
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
}

function forgottenAt({ maxAge, expires }: SetCookie): number | undefined {
  if (maxAge === undefined) return expires;
  return maxAge > 0 ? Date.now() + maxAge * 1000 : 0;
}
