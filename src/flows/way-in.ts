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
  /** A page that strangers do not see; absent where none was found. */
  protected?: string;
  /** How to log out; absent: by the form or link of the page that is seen after the sign-in. */
  logout?: PlainRequest;
}

/** The sites' that create makes. */
export const OUR_WAY_IN: WayIn = {
  login: { page: '/login' },
  protected: '/about',
};

/** Where no sign-in is known, flows of somebody's own may still look for one where most apps have it. */
export function wayOrUsual(way: Partial<WayIn> = {}): WayIn {
  return { login: OUR_WAY_IN.login, ...way };
}

/**
 * The flow of an app with this way in: `$protected` and `$login` are filled in, everywhere but in what steps are
 * called.
 */
export function withWayIn(flow: Flow, { login, ...way }: Partial<WayIn>): Flow {
  const places = {
    $login: login && ('page' in login ? login.page : login.request.path),
    $protected: way.protected,
  };
  return JSON.parse(JSON.stringify(flow), (key, value) => {
    if (typeof value !== 'string' || key === 'title') return value;
    return value.replace(
      /\$(?:login|protected)\b/g,
      (name) => (name === '$login' ? places.$login : places.$protected) ?? name,
    );
  });
}
