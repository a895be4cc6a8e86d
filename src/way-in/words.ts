/*
 * What addresses look like. They are compared in lower case.
 */

/** Nothing is asked that may change something, though it should not by GET. */
const DANGEROUS =
  /(log|sign)[-_ ]?(me )?(out|off)|delete|remove|destroy|unsubscribe|cancel|deactivate|disconnect|revoke|purge|reset/i;
/** Nothing that a page is. */
const FILE = /\.(?!html?$|php$|aspx?$|jsp$)[a-z0-9]{1,5}$/i;
/** Strangers become members there, or people who forgot; or somebody else signs them in. */
const OTHER_FORM = /sign[-_]?up|regist|join|forgot|recover|invite|create/i;
const SIGN_IN = /(log|sign)[-_]?in\b|(log|sign)[-_]?on\b|\bauth(enticate)?\b|\bsessions?\b/i;
const OF_ANOTHER_SITE =
  /google|github|facebook|twitter|linkedin|oauth|oidc|saml|sso|callback|federated/i;

export const SIGN_OUT = /(log|sign)[-_]?(out|off)/i;

/** Whether a path, or what a link says, may be asked for at all. */
export function mayBeAsked(path: string): boolean {
  const [name = ''] = path.split(/[?#]/);
  return !DANGEROUS.test(decodedOr(path)) && !FILE.test(name) && !OF_ANOTHER_SITE.test(name);
}

/** Whether a path looks like where somebody signs in. */
export function looksLikeSignIn(path: string): boolean {
  return SIGN_IN.test(path) && !OTHER_FORM.test(path) && !SIGN_OUT.test(path);
}

/** Whether it looks like a form for those who have no account, or no password. */
export function looksLikeOtherForm(path: string): boolean {
  return OTHER_FORM.test(path);
}

export function looksLikeOfAnotherSite(path: string): boolean {
  return OF_ANOTHER_SITE.test(path);
}

/** Pages that not everybody sees who is signed in, and what is no page. */
export function isOdd(path: string): boolean {
  return /admin|\bapi\b|graphql|verify|confirm|callback|debug|internal/i.test(path);
}

function decodedOr(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Where routers are mounted in most apps. */
export const MOUNTS: readonly string[] = [
  '/auth',
  '/api',
  '/api/auth',
  '/api/v1',
  '/api/v1/auth',
  '/api/users',
  '/api/user',
  '/api/session',
  '/api/sessions',
  '/api/account',
  '/v1',
  '/user',
  '/users',
  '/account',
  '/accounts',
  '/login',
  '/session',
  '/sessions',
  '/member',
  '/members',
  '/admin',
  '/dashboard',
  '/profile',
  '/me',
  '/app',
  '/web',
  '/site',
  '/home',
  '/todos',
  '/tasks',
  '/notes',
  '/posts',
  '/blog',
  '/products',
  '/shop',
  '/cart',
  '/orders',
  '/settings',
];
