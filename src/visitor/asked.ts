import type { Action } from '../flows/flow.ts';
import { namesOf } from '../flows/names.ts';
import { requestOf, requestWith } from '../flows/request.ts';
import type { PlainRequest, WayIn } from '../flows/way-in.ts';
import { bodyOf, type Entry, queryOf, type Submission } from './forms/submission.ts';
import { filledIn, signInForm, signOutOf } from './forms/ways.ts';
import type { Asking, Mode, Referrer } from './headers.ts';
import { onSite } from './on-site.ts';
import type { Page } from './page.ts';

/** What a visitor's browser is asked to send. */
export interface Asked extends Asking {
  /** The fields of the form that is sent. */
  form?: Entry[];
  json?: unknown;
  signsIn: boolean;
}

/** A page that a visitor sees. */
export interface SeenPage extends Referrer {
  page: Page;
}

/** Where a response sends the visitor, and what a browser sends there. */
export interface Redirect {
  location: URL;
  status: number;
  of: Asked;
}

/** Where a visitor stands. */
export interface Standing {
  siteUrl: string;
  way: WayIn;
  page: SeenPage | undefined;
  /** The last page with a sign-in form: an app may show it to nobody who is signed in, and take what is sent. */
  formPage: SeenPage | undefined;
  redirect: Redirect | undefined;
}

/**
 * What a browser sends for what a flow asks of its visitor.
 *
 * @throws AddressError where the app leads to what is no address
 */
export function askedOf(action: Action, standing: Standing): Asked {
  if ('follow' in action) return redirected(standing, action.headers);
  if ('signOut' in action) return signOut(standing);
  if ('signIn' in action) return signIn(action.signIn, standing);
  return asked(requestOf(action), standing);
}

/** What a flow writes down: paths start at the site. */
function asked({ method, path, json, form, headers }: PlainRequest, standing: Standing): Asked {
  const url = onSite(standing.siteUrl, path, standing.siteUrl);
  const common = { method, url, headers, signsIn: false };
  if (method === 'GET') return { ...common, mode: 'navigate' };
  const from = fromOf(standing);
  if (form || (method === 'POST' && json === undefined)) {
    const entries = Object.entries(form ?? {}).map(([name, value]) => ({ name, value }));
    return { ...common, mode: modeOf(method), from, form: entries, body: bodyOf(entries) };
  }
  if (json === undefined) return { ...common, mode: 'fetch', from };
  const body = { type: 'application/json', text: JSON.stringify(json) };
  return { ...common, mode: 'fetch', from, json, body };
}

/** As browsers go there: by GET, unless the response says that the same is to be sent again. */
function redirected(standing: Standing, headers?: Readonly<Record<string, string>>): Asked {
  const { redirect } = standing;
  if (!redirect) return { ...asked({ method: 'GET', path: '/' }, standing), headers };
  const { location, status, of } = redirect;
  const url = at(location.href, standing);
  const isRepeated = status === 307 || status === 308;
  if (isRepeated) return { ...of, url };
  const { mode, from } = of;
  return { method: 'GET', url, mode, from, headers, signsIn: false };
}

function signIn(
  { user, password = '' }: { user: string; password?: string },
  standing: Standing,
): Asked {
  const { login } = standing.way;
  if ('request' in login) {
    const filled = requestWith(login.request, namesOf({ user, password }));
    return { ...asked(filled, standing), signsIn: true };
  }
  const shown = standing.page && signInForm(standing.page.page);
  const from = shown ? standing : { ...standing, page: standing.formPage ?? standing.page };
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
  return { ...sent(submission, from), signsIn: true };
}

function signOut(standing: Standing): Asked {
  const { page, way } = standing;
  const offered = page && signOutOf(page.page);
  if (!way.logout) {
    return offered ? sent(offered, standing) : asked({ method: 'GET', path: '/logout' }, standing);
  }
  const plain = asked(way.logout, standing);
  if (!offered || way.logout.form || way.logout.json !== undefined) return plain;
  // The page's own form may have a token in it.
  const fromPage = sent(offered, standing);
  const isSame = fromPage.method === plain.method && fromPage.url.pathname === plain.url.pathname;
  return isSame ? { ...fromPage, headers: plain.headers } : plain;
}

/** A form or a link of the page as a browser sends it: in the address, or in a body. */
function sent({ method, action, enctype, entries }: Submission, standing: Standing): Asked {
  const url = action === '' ? at('', standing, standing.page?.url.href) : at(action, standing);
  const common = { method, url, mode: modeOf(method), from: fromOf(standing), signsIn: false };
  if (method !== 'GET') return { ...common, form: entries, body: bodyOf(entries, enctype) };
  // A link is like a form without fields, and keeps its query.
  if (entries.length > 0) url.search = queryOf(entries);
  return common;
}

/** Forms know two methods; all others are a script's. */
function modeOf(method: string): Mode {
  return method === 'GET' || method === 'POST' ? 'navigate' : 'fetch';
}

/** @param base what it is relative to; by default, what the page says, or where it is */
function at(path: string, { siteUrl, page }: Standing, base = baseOf(page, siteUrl)): URL {
  return onSite(siteUrl, path, base);
}

function baseOf(page: SeenPage | undefined, siteUrl: string): string {
  if (!page) return siteUrl;
  const { base = '' } = page.page;
  return URL.canParse(base, page.url) ? new URL(base, page.url).href : page.url.href;
}

/** A form and a script are parts of a page; where none was seen, it is the home page. */
function fromOf({ page, siteUrl }: Standing): Referrer {
  return page ?? { url: new URL('/', siteUrl), policy: '' };
}
