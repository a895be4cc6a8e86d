import { withoutQuery } from '../address.ts';
import { NEXT_NAMES } from '../flows/built-in/rule-flows.ts';
import type { PlainRequest, WayIn } from '../flows/way-in.ts';
import type { ProbeApp, ProbeRoute } from '../probe/messages.ts';
import { isForPassword } from '../visitor/forms/passwords.ts';
import {
  type FieldNames,
  fieldNamesOf,
  SIGN_OUT,
  signInForm,
} from '../visitor/forms/sign-in-form.ts';
import type { FoundPage } from './look.ts';
import {
  isOdd,
  looksDangerous,
  looksLikeOfAnotherSite,
  looksLikeOtherForm,
  looksLikeSignIn,
} from './words.ts';

/** Something that was found, and how. */
export interface Found<What> {
  what: What;
  /** "the form is linked from /" */
  how: string;
}

/**
 * The page with the sign-in form; of several, the one whose path looks like it.
 *
 * @see scriptedForm for forms that only work with a script
 */
export function loginPage(seen: readonly FoundPage[]): Found<string> | undefined {
  const forms = seen.filter(hasSignInForm);
  const best = forms.find(({ path }) => looksLikeSignIn(path)) ?? forms[0];
  return best && { what: withoutQuery(best.path), how: `a form with a password, ${best.how}` };
}

export function hasSignInForm({ page, path, status }: FoundPage): boolean {
  const form = status < 300 || status === 401 || status === 403 ? signInForm(page) : undefined;
  if (!form || looksLikeOtherForm(form.action) || looksLikeOtherForm(withoutQuery(path)))
    return false;
  // Such a form asks for the password again before it deletes an account.
  if (looksDangerous(form.action)) return false;
  // A form for a new password asks for it twice.
  return form.fields.filter(isForPassword).length === 1;
}

/** A protected page, and whether it redirects to the sign-in form at once. */
export interface Closed {
  path: string;
  leadsToForm: boolean;
  /** The parameter in which it names itself to the form, if that has an unusual name. */
  next?: string;
}

/** What it tells of the way in. */
export function wayOf({ path, next }: Closed): Partial<WayIn> {
  return { protected: path, ...(next !== undefined && { next }) };
}

/**
 * A page that sends strangers to the sign-in, or refuses them; of several, one that every signed-in user can see.
 *
 * @param form the address of the sign-in form
 */
export function closedPage(
  seen: readonly FoundPage[],
  form: string | undefined,
): Found<Closed> | undefined {
  const withForm = new Set(seen.filter(hasSignInForm).map(({ path }) => withoutQuery(path)));
  if (form) withForm.add(withoutQuery(form));
  const closed = seen.flatMap((one) => {
    const { path, status, to } = one;
    if (withForm.has(withoutQuery(path))) return [];
    if (status === 401 || status === 403) {
      return [{ one, path, leadsToForm: false, rank: 1, how: `strangers get ${status}` }];
    }
    const target = to === undefined ? undefined : withoutQuery(to);
    if (target === undefined || target === withoutQuery(path)) return [];
    const leadsToForm = withForm.has(target);
    if (!leadsToForm && !looksLikeSignIn(target)) return [];
    return [
      { one, path, leadsToForm, rank: leadsToForm ? 0 : 1, how: `strangers are sent to ${to}` },
    ];
  });
  // Such as /login/verify, which redirects everybody who comes without a link from a mail.
  const isPartOfSignIn = (path: string) =>
    looksLikeSignIn(path) || [...withForm].some((one) => one !== '/' && path.startsWith(`${one}/`));
  const rankOf = ({ path, rank }: { path: string; rank: number }) =>
    rank + (isOdd(path) || isPartOfSignIn(path) ? 3 : 0) + (isHome(path) ? 0.5 : 0);
  const [best] = closed.sort((one, other) => rankOf(one) - rankOf(other));
  if (!best) return undefined;
  const { path, leadsToForm, how, one } = best;
  const next = nameOfPage(one);
  return { what: { path, leadsToForm, ...(next !== undefined && { next }) }, how };
}

/** The parameter of the address to which a page redirects that holds the page's own address, if its name is unusual. */
function nameOfPage({ path, to = '' }: FoundPage): string | undefined {
  const query = new URLSearchParams(to.slice(withoutQuery(to).length));
  const isIt = ([name, value]: [string, string]) =>
    value.endsWith(path) && !NEXT_NAMES.includes(name);
  return [...query].find(isIt)?.[0];
}

/** A home page may redirect everybody: strangers to the sign-in form, and others to their own page. */
export function isHome(path: string): boolean {
  return withoutQuery(path) === '/';
}

/** Whether an address leads to one that means the same page: with a slash, a language, or where the app is mounted. */
export function isSamePage(path: string, to: string): boolean {
  const bare = (address: string) => withoutQuery(address).replace(/\/+$/, '').toLowerCase();
  return bare(path) !== '' && to !== path && bare(to).endsWith(bare(path));
}

const PASSWORD = /pass|pwd/i;
const USER = /user|mail|login|name|ident|account|phone|handle/i;

/**
 * The fields of a page's sign-in form that only works with a script: without one, a browser would send the password in
 * the address, by GET. Undefined if it is not such a form.
 */
export function scriptedForm(seen: readonly FoundPage[], path: string): FieldNames | undefined {
  const found = seen.find((one) => withoutQuery(one.path) === path && hasSignInForm(one));
  const form = found?.page.hasScripts ? signInForm(found.page) : undefined;
  return form?.method === 'GET' ? fieldNamesOf(form) : undefined;
}

/**
 * A request by which a script signs in, from the app's routes. If a form asks only for a name, or for an e-mail
 * address, the sign-in has several steps: then a route counts only if it takes a name and a password.
 *
 * @param form the fields of the form that the script sends, if there is one
 */
export function loginRequest(
  apps: readonly ProbeApp[],
  seen: readonly FoundPage[],
  form?: FieldNames,
): Found<PlainRequest> | undefined {
  const steps = new Set(seen.flatMap(stepsOn));
  const routes = apps.flatMap((app) =>
    app.routes
      .filter(({ method, path }) => method === 'POST' && isPlain(path) && looksLikeSignIn(path))
      .filter(({ path }) => !looksLikeOfAnotherSite(path))
      .map((route) => ({ route, app })),
  );
  const takesPassword = ({ fields }: ProbeRoute) => fields.some((field) => PASSWORD.test(field));
  const takesBoth = (route: ProbeRoute) => takesPassword(route) && route.fields.some(isUser);
  const whole = routes.filter(({ route }) => steps.size === 0 || takesBoth(route));
  const best = whole.find(({ route }) => takesPassword(route)) ?? whole[0];
  if (!best) return undefined;
  const { path, fields } = best.route;
  const password = fields.find((field) => PASSWORD.test(field)) ?? form?.password ?? 'password';
  const user = fields.find(isUser) ?? form?.user ?? 'username';
  const sent = { [user]: '$user', [password]: '$password' };
  const isForm = best.app.bodies.includes('form') && !best.app.bodies.includes('json');
  return {
    what: { method: 'POST', path, ...(isForm ? { form: sent } : { json: sent }) },
    how: 'a route of the app',
  };
}

function isUser(field: string): boolean {
  return USER.test(field) && !PASSWORD.test(field);
}

/** The addresses of forms that look like a sign-in, but ask for no password. */
function stepsOn({ page, path }: FoundPage): string[] {
  return page.forms.flatMap(({ method, action, fields }) => {
    const to = withoutQuery(action) || withoutQuery(path);
    const asks = fields.filter(({ type }) => !NOT_ASKED.has(type));
    const isStep = method === 'POST' && looksLikeSignIn(to) && asks.length > 0;
    return isStep && !asks.some(({ name, type }) => type === 'password' || PASSWORD.test(name))
      ? to
      : [];
  });
}

const NOT_ASKED = new Set(['hidden', 'submit', 'button', 'checkbox', 'radio', 'image', 'reset']);

const LOG_OUT_METHODS = ['GET', 'POST', 'DELETE'];

/** The request that logs out, from the app's routes. */
export function logoutRequest(apps: readonly ProbeApp[]): Found<PlainRequest> | undefined {
  const routes = apps.flatMap(({ routes: all }) => all).filter(({ path }) => isPlain(path));
  const named = routes.filter(({ path }) => SIGN_OUT.test(path));
  const ofMethod = (method: string) => named.find((route) => route.method === method);
  const [best] = LOG_OUT_METHODS.flatMap((method) => ofMethod(method) ?? []);
  const route =
    best ?? routes.find(({ method, path }) => method === 'DELETE' && looksLikeSignIn(path));
  return route && { what: { method: route.method, path: route.path }, how: 'a route of the app' };
}

/** What OAuth, OpenID Connect and SAML add to the address of the site at which one signs in. */
const PROVIDER = /[?&](client_id|SAMLRequest)=/;

/**
 * Where people sign in at another site, in words; undefined if nothing looks like that.
 *
 * @returns "accounts.example (/login leads there)", or "another site (/auth/google)"
 */
export function signInElsewhere(
  apps: readonly ProbeApp[],
  seen: readonly FoundPage[],
): string | undefined {
  const led = seen.find(({ elsewhere }) => elsewhere && PROVIDER.test(elsewhere.search));
  if (led?.elsewhere) return `${led.elsewhere.hostname} (${withoutQuery(led.path)} leads there)`;
  const paths = [
    ...seen.flatMap(({ page }) => page.links.map(({ href }) => withoutQuery(href))),
    ...apps.flatMap(({ routes }) => routes.map(({ path }) => path)),
  ];
  const isStart = (path: string) =>
    isPlain(path) &&
    looksLikeOfAnotherSite(path) &&
    looksLikeSignIn(path) &&
    !/callback/i.test(path);
  const path = paths.find(isStart);
  return path && `another site (${path})`;
}

/** Whether a route is a single path, without parameters. */
export function isPlain(path: string): boolean {
  return /^[\w\-./~]+$/.test(path);
}
