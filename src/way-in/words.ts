import { withoutQuery } from '../address.ts';
import { SIGN_OUT } from '../visitor/forms/sign-in-form.ts';

/*
 * Patterns for addresses. They ignore upper and lower case.
 */

/** Not opened, because it may change something, although a GET should not. */
const DANGEROUS = new RegExp(
  [
    /(log|sign)[-_ ]?(me[-_ ]?)?(out|off)|abmelden|\b(exit|quit|leave|bye)\b/,
    /delete|\bdel\b|remove|destroy|erase|trash|wipe|drop|clear|flush|purge|reset/,
    /cancel|close|deactivate|disable|disconnect|revoke|unsub|opt[-_ ]?out/,
    /terminate|shut[-_ ]?down|restart|\b(kill|stop)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);
/** Files that are not pages. */
const FILE = /\.(?!html?$|php$|aspx?$|jsp$)[a-z0-9]{1,5}$/i;
/** For people without an account or a password. */
const OTHER_FORM = /sign[-_]?up|regist|join|forgot|recover|invite|create/i;
const SIGN_UP = /\bsign[-_]?up\b|\bregist(er|ration)\b|\bcreate[-_]account\b/i;
const SIGN_IN = /(log|sign)[-_]?in\b|(log|sign)[-_]?on\b|\bauth(enticate)?\b|\bsessions?\b/i;
const OF_ANOTHER_SITE =
  /google|github|facebook|twitter|linkedin|oauth|oidc|saml|sso|callback|federated/i;

/** Where the form may be if nothing leads to it. */
export const GUESSES = [
  '/login',
  '/signin',
  '/sign-in',
  '/auth/login',
  '/users/login',
  '/user/login',
  '/account/login',
];

/** Whether a path, or the text of a link, may be opened. */
export function mayBeAsked(path: string): boolean {
  const name = withoutQuery(path);
  return !looksDangerous(path) && !FILE.test(name) && !OF_ANOTHER_SITE.test(name);
}

/** Whether it looks as if something is changed or ended there. */
export function looksDangerous(path: string): boolean {
  return DANGEROUS.test(decoded(path));
}

/** Whether a path looks like a sign-in. */
export function looksLikeSignIn(path: string): boolean {
  return SIGN_IN.test(path) && !OTHER_FORM.test(path) && !SIGN_OUT.test(path);
}

/** Whether a path looks like a form for people without an account, or without their password. */
export function looksLikeOtherForm(path: string): boolean {
  return OTHER_FORM.test(path);
}

/** Whether a path looks like the page on which strangers make an account. */
export function looksLikeSignUp(path: string): boolean {
  return SIGN_UP.test(path);
}

export function looksLikeOfAnotherSite(path: string): boolean {
  return OF_ANOTHER_SITE.test(path);
}

/** Pages that not every signed-in user can see, and addresses that are no pages. */
export function isOdd(path: string): boolean {
  return /admin|\bapi\b|graphql|verify|confirm|callback|debug|internal/i.test(path);
}

/** An address may be encoded several times, and partly in a wrong way. */
function decoded(path: string): string {
  const once = path.replace(/(?:%[0-9a-f]{2})+/gi, (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return once.length < path.length ? decoded(once) : once;
}

/** Where most apps mount routers. */
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
