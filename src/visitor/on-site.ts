/**
 * The address on a site that a path, or any other address, stands for: its path and query, on the site itself.
 *
 * They are set one by one. Put together and resolved once more, the path of `/.//host/page` would be a host, and what
 * was typed into a form would go there.
 *
 * @param base what a relative path starts at
 * @throws TypeError where it is no address
 */
export function onSite(siteUrl: string, path: string, base: string): URL {
  if (!URL.canParse(path, base)) throw new TypeError(`"${path}" is no address`);
  const { pathname, search } = new URL(path, base);
  const url = new URL(siteUrl);
  url.pathname = pathname;
  url.search = search;
  return url;
}
