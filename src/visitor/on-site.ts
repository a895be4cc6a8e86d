/** An address that a visitor does not go to, as the app wrote it. */
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
 * The address on a site that a path, or any other address, stands for: its path and query, on the site itself.
 *
 * They are set one by one. Put together and resolved once more, the path of `/.//host/page` would be a host, and what
 * was typed into a form would go there.
 *
 * @param base what a relative path starts at
 * @throws AddressError where it is no address
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

/** Lets through what goes to the site itself. @throws AddressError of anything else, before a byte of it is sent */
export type SiteGuard = (url: URL) => void;

/** The guard of a site. @param siteUrls the addresses of its processes, as they are at that moment */
export function guardOf(siteUrls: () => readonly string[]): SiteGuard {
  return (url) => {
    const isSite = siteUrls().some((siteUrl) => new URL(siteUrl).origin === url.origin);
    if (!isSite) throw new AddressError(url.origin, 'is another site: nothing was sent there');
  };
}
