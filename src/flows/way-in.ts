import type { Flow } from './flow.ts';

/**
 * A request as somebody would write it down; `$user` and `$password` stand for who signs in.
 */
export interface PlainRequest {
  /** In upper case. */
  method: string;
  /** A path of this site, with its query. */
  path: string;
  json?: unknown;
  form?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
}

/** How a visitor signs in to an app and out of it, and what strangers are kept from. */
export interface WayIn {
  /** The page with the sign-in form, or the request that signs in. */
  login: { page: string } | { request: PlainRequest };
  /** A page that is not shown to strangers; absent if none was found. */
  protected?: string;
  /** How to log out; absent: by the form or link of the page that is seen after the sign-in. */
  logout?: PlainRequest;
  /** The parameter in which it says where to go after the sign-in; absent if it was not seen, or is a usual one. */
  next?: string;
  /**
   * The page with the form in which a user changes the password, or the request that changes it: there, `$password` is
   * the old one, and `$new` the new one. Absent if it is not known.
   */
  newPassword?: { page: string } | { request: PlainRequest };
}

/** The sites' that create makes. */
export const OUR_WAY_IN: WayIn = {
  login: { page: '/login' },
  protected: '/about',
  newPassword: { page: '/account' },
};

/** If no sign-in is known, a person's own flow may still try the address that most apps use. */
export function wayOrUsual(way: Partial<WayIn> = {}): WayIn {
  return { login: OUR_WAY_IN.login, ...way };
}

/**
 * The flow of an app with this way in: `$protected`, `$login` and `$newPassword` are filled in, except in the titles of
 * steps, and the parameter `$next` of an address, or it is left out.
 */
export function withWayIn(flow: Flow, { login, newPassword, ...way }: Partial<WayIn>): Flow {
  const places: Readonly<Record<string, string | undefined>> = {
    $login: pathOf(login),
    $newPassword: pathOf(newPassword),
    $protected: way.protected,
    // Express takes these for the same page, and a comparison of texts does not.
    $PROTECTED: way.protected?.replace(/^[^?]*/, (path) => path.toUpperCase()),
    '$protected/': way.protected?.replace(/\/?(?=\?|$)/, '/'),
  };
  return JSON.parse(JSON.stringify(flow), (key, value) => {
    if (typeof value !== 'string' || key === 'title') return value;
    const named = value.replace(/&\$next(=[^&]*)/g, (_, rest: string) =>
      way.next === undefined ? '' : `&${encodeURIComponent(way.next)}${rest}`,
    );
    return named.replace(
      /\$(?:login\b|newPassword\b|PROTECTED\b|protected(?:\/$|\b))/g,
      (name) => places[name] ?? name,
    );
  });
}

function pathOf(way: { page: string } | { request: PlainRequest } | undefined): string | undefined {
  return way && ('page' in way ? way.page : way.request.path);
}
