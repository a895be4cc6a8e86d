import type { Action } from '../flows/action.ts';
import { toNames } from '../flows/names.ts';
import { requestOf, requestWith } from '../flows/request.ts';
import type { PlainRequest, WayIn } from '../flows/way-in.ts';
import { newPasswordForm, type Passwords, withNewPassword } from './forms/new-password-form.ts';
import { filledIn, signInForm, signOutOf } from './forms/sign-in-form.ts';
import { bodyOf, type Submission, urlEncoded } from './forms/submission.ts';
import type { Asked, FetchMode, Referrer } from './headers.ts';
import { onSite } from './on-site.ts';
import type { Page } from './page.ts';
import type { Redirect } from './redirect.ts';

/** A page that a visitor sees. */
export interface SeenPage extends Referrer {
  page: Page;
}

/** What a visitor has in front of them. */
export interface VisitorState {
  siteUrl: string;
  way: WayIn;
  page: SeenPage | undefined;
  /** The last page with a sign-in form: an app may no longer show it, but still accept what it sends. */
  formPage: SeenPage | undefined;
  redirect: Redirect | undefined;
  /** Whether the page asks the visitor to confirm the log-out. */
  isAskedOnceMore: boolean;
}

/**
 * What a browser sends for an action of a flow.
 *
 * @throws AddressError if the app leads to an invalid address
 */
export function askedOf(action: Action, state: VisitorState): Asked {
  if ('follow' in action) return redirected(state, action.headers);
  if ('signOut' in action) return signOut(state);
  if ('signIn' in action) return signIn(action.signIn, state);
  if ('newPassword' in action) return newPassword(action.newPassword, state);
  return asked(requestOf(action), state);
}

/** A request that a flow writes down: its paths are relative to the site. */
function asked({ method, path, json, form, headers }: PlainRequest, state: VisitorState): Asked {
  const url = onSite(state.siteUrl, path, state.siteUrl);
  const common = { method, url, headers, signsIn: false };
  if (method === 'GET') return { ...common, mode: 'navigate' };
  const from = fromOf(state);
  if (form || (method === 'POST' && json === undefined)) {
    const entries = Object.entries(form ?? {}).map(([name, value]) => ({ name, value }));
    return { ...common, mode: modeOf(method), from, form: entries, body: bodyOf(entries) };
  }
  if (json === undefined) return { ...common, mode: 'fetch', from };
  const body = { type: 'application/json', text: JSON.stringify(json) };
  return { ...common, mode: 'fetch', from, json, body };
}

/** Follows a redirect as browsers do: by GET, unless the status says to send the same request again. */
function redirected(state: VisitorState, headers?: Readonly<Record<string, string>>): Asked {
  const { redirect } = state;
  if (!redirect) return { ...asked({ method: 'GET', path: '/' }, state), headers };
  const { location, status, of } = redirect;
  const url = at(location.href, state);
  const isRepeated = status === 307 || status === 308;
  if (isRepeated) return { ...of, url };
  const { mode, from } = of;
  return { method: 'GET', url, mode, from, headers, signsIn: false };
}

function signIn(
  { user, password = '' }: { user: string; password?: string },
  state: VisitorState,
): Asked {
  const { login } = state.way;
  if ('request' in login) {
    const filled = requestWith(login.request, toNames({ user, password }));
    return { ...asked(filled, state), signsIn: true, lacksPassword: password === '' };
  }
  const shown = state.page && signInForm(state.page.page);
  const from = shown ? state : { ...state, page: state.formPage ?? state.page };
  const form = from.page && signInForm(from.page.page);
  const submission: Submission = form
    ? filledIn(form, user, password)
    : {
        method: 'POST',
        action: login.page,
        enctype: '',
        entries: [
          { name: 'username', value: user },
          { name: 'password', value: password },
        ],
      };
  return {
    ...sent(submission, from),
    signsIn: true,
    lacksPassword: password === '',
    lacksForm: form === undefined,
    isOfOldForm: form !== undefined && !shown,
  };
}

/** Whether there is anything to send for a new password. */
export function canChangePassword({ way, page }: Pick<VisitorState, 'way' | 'page'>): boolean {
  if (way.newPassword && 'request' in way.newPassword) return true;
  return page !== undefined && newPasswordForm(page.page) !== undefined;
}

function newPassword(passwords: Passwords, state: VisitorState): Asked {
  const { newPassword: way } = state.way;
  if (way && 'request' in way) {
    const names = toNames({ password: passwords.old, new: passwords.new });
    return asked(requestWith(way.request, names), state);
  }
  const form = state.page && newPasswordForm(state.page.page);
  if (!form) return asked({ method: 'GET', path: '/' }, state);
  return sent(withNewPassword(form, passwords), state);
}

function signOut(state: VisitorState): Asked {
  const { page, way } = state;
  const offered = page && signOutOf(page.page);
  if (offered && state.isAskedOnceMore) return sent(offered, state);
  if (!way.logout) {
    return offered ? sent(offered, state) : asked({ method: 'GET', path: '/logout' }, state);
  }
  const plain = asked(way.logout, state);
  if (!offered || way.logout.form || way.logout.json !== undefined) return plain;
  // The page's own form may have a token in it.
  const fromPage = sent(offered, state);
  const isSame = fromPage.method === plain.method && fromPage.url.pathname === plain.url.pathname;
  return isSame ? { ...fromPage, headers: plain.headers } : plain;
}

/** A form or a link of the page as a browser sends it: with its fields in the address, or in a body. */
function sent({ method, action, enctype, entries }: Submission, state: VisitorState): Asked {
  const url = action === '' ? at('', state, state.page?.url.href) : at(action, state);
  const common = { method, url, mode: modeOf(method), from: fromOf(state), signsIn: false };
  if (method !== 'GET') return { ...common, form: entries, body: bodyOf(entries, enctype) };
  // A link is like a form without fields, and keeps its query.
  if (entries.length > 0) url.search = urlEncoded(entries);
  return common;
}

/** Forms have two methods; only a script can use others. */
function modeOf(method: string): FetchMode {
  return method === 'GET' || method === 'POST' ? 'navigate' : 'fetch';
}

/** @param base what the path is relative to; default: the page's `base`, or its address */
function at(path: string, { siteUrl, page }: VisitorState, base = baseOf(page, siteUrl)): URL {
  return onSite(siteUrl, path, base);
}

function baseOf(page: SeenPage | undefined, siteUrl: string): string {
  if (!page) return siteUrl;
  const { base = '' } = page.page;
  return URL.canParse(base, page.url) ? new URL(base, page.url).href : page.url.href;
}

/** Forms and scripts are parts of a page; if no page was seen, it is the home page. */
function fromOf({ page, siteUrl }: VisitorState): Referrer {
  return page ?? { url: new URL('/', siteUrl), policy: '' };
}
