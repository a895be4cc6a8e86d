/** An address that a visitor may not open, as the app wrote it. */
export class AddressError extends Error {
  /** What is wrong with it. */
  readonly address: string;
  readonly why: string;

  constructor(address: string, why: string) {
    super(`"${address}" ${why}`);
    this.address = address;
    this.why = why;
  }
}

/**
 * The path and query of an address, on the site itself.
 *
 * They are set one by one. Joined and resolved again, the path of `/.//host/page` would be a host, and the contents of
 * a form would be sent there.
 *
 * @param base what a relative path is relative to
 * @throws AddressError if it is not a valid address
 */
export function onSite(siteUrl: string, path: string, base: string): URL {
  if (!URL.canParse(path, base)) throw new AddressError(path, 'is no address');
  const { pathname, search } = new URL(path, base);
  const url = new URL(siteUrl);
  url.username = '';
  url.password = '';
  url.pathname = pathname;
  url.search = search;
  return url;
}

/** Throws if a request goes anywhere but to the site itself. @throws AddressError before a byte is sent */
export type SiteGuard = (url: URL) => void;

/** The guard of a site. @param siteUrls returns the current addresses of its processes */
export function guardOf(siteUrls: () => readonly string[]): SiteGuard {
  return (url) => {
    const isSite = siteUrls().some((siteUrl) => new URL(siteUrl).origin === url.origin);
    if (!isSite) throw new AddressError(url.origin, 'is another site: nothing was sent there');
  };
}
