import { checkOf, checksOf } from '../../checks/checks.ts';
import { missedBy } from '../../checks/missed.ts';
import { notesOf } from '../../checks/notes.ts';
import type { Observed, Past } from '../../checks/observed.ts';
import { isOfOneProcess } from '../../checks/one-process.ts';
import type { Header, StepEvent } from '../../events/run.ts';
import type { StoreView } from '../../events/store.ts';
import { EVENT_VERSION } from '../../events/versioned.ts';
import type { Expectation, Visit } from '../../flows/flow.ts';
import type { Secrets } from '../../masking/secrets.ts';
import { own, told } from '../../masking/told.ts';
import type { Exchange } from '../../visitor/exchange.ts';
import { SIGN_OUT } from '../../visitor/forms/sign-in-form.ts';
import type { FormEntry } from '../../visitor/forms/submission.ts';
import { asksOnceMore } from '../../visitor/log-out.ts';
import { readPage } from '../../visitor/page.ts';
import { locationOf, type StepContext } from './observed.ts';

/** The parts of a step's event that come from other steps. */
export interface StepStory {
  /** The facts of earlier steps. */
  past: Past;
  /** The titles of the steps that were left out after it. */
  leftOut: readonly string[];
  /** The app's output during the step. */
  printed: string;
}

/** Waits for the end of an exchange's response, and reads the page. */
export async function complete(exchange: Exchange, read = readPage): Promise<Exchange> {
  const body = await exchange.response?.body;
  exchange.took = Date.now() - exchange.sentAt;
  exchange.body = body;
  if (body && body.broken === undefined) exchange.page = read(body.text);
  else if (body?.broken !== undefined) exchange.error = own(body.broken);
  return exchange;
}

/** The event of a step, with secrets masked; its number is still 0. */
export function stepEvent(
  exchange: Exchange,
  context: StepContext,
  observed: Observed,
  { past, leftOut, printed }: StepStory,
): StepEvent {
  const { secrets, meanwhile } = context;
  const { visit, visitor, instance, request, response, body, error } = exchange;
  const seen: Observed = { ...observed, past };
  const { store } = seen;
  const location = locationOf(exchange);
  const hide = (outside: string) => secrets.hide(outside);
  // If the visitor was not let in, or could not log out, this step shows nothing about the app.
  const tellsNothing = past.signIn === 'refused' || couldNotLogOut(past) || isOfOneProcess(seen);
  const isJudged = exchange.asked.signsIn || !tellsNothing;
  const checks = [
    ...missedBy(exchange).map((result) => checkOf(result, hide)),
    ...checksOf(isJudged ? expectationsOf(visit, past) : [], seen, hide),
  ];
  return {
    v: EVENT_VERSION,
    type: 'step',
    number: 0,
    flow: context.flow,
    pace: context.pace,
    title: visit.title,
    visitor: visit.cookiesAfter ? 'thief' : visitor,
    instance,
    meanwhile,
    ...whatItDoes(exchange, past),
    at: exchange.sentAt - context.began,
    took: exchange.took,
    request: {
      method: request.method,
      path: hide(request.url.pathname + request.url.search),
      headers: shownHeaders(request.headers, secrets),
      form: exchange.asked.form && shownForm(exchange.asked.form, secrets),
      json: secrets.sent({ json: exchange.asked.json }).json,
      cookies: seen.request.cookies,
    },
    response: response
      ? {
          status: response.status,
          headers: shownHeaders(response.headers, secrets),
          location: location && { to: hide(location.to), onThisSite: location.onThisSite },
          body: hide(body?.text ?? ''),
          size: body?.size ?? 0,
          kept: body?.kept,
        }
      : null,
    error: error && secrets.text(error),
    cookies: seen.cookies,
    store: store && withoutSecrets(store, secrets),
    notes: [...notesOf(seen, hide), ...leftOutNote(leftOut, hide)],
    checks,
    ...(checks.some(({ passed }) => !passed) && printed !== '' && { printed: hide(printed) }),
  };
}

/** Whether it is a sign-in or a log-out. If a sign-in may be refused, later steps show nothing about it. */
function whatItDoes(exchange: Exchange, { signIn }: Past): Pick<StepEvent, 'signIn' | 'logOut'> {
  const { visit, asked, request } = exchange;
  if (visit.cookiesAfter !== undefined) return {};
  if (asked.signsIn) {
    const mayFail = visit.guess || visit.expect?.some(({ refusesSignIn }) => refusesSignIn);
    return { signIn: mayFail || signIn === 'none' || signIn === 'open' ? 'untold' : signIn };
  }
  const isLogOut = 'signOut' in visit.do || SIGN_OUT.test(request.url.pathname);
  return isLogOut && !asksOnceMore(exchange) ? { logOut: true } : {};
}

/** Whether a session continues can only be checked if the visit is in time. */
function expectationsOf({ expect = [] }: Visit, { isTooLate }: Past): Expectation[] {
  return expect.filter(({ session }) => !(isTooLate && session === 'same'));
}

function couldNotLogOut({ isThief, hasNoLogOut }: Past): boolean {
  return isThief && hasNoLogOut;
}

function leftOutNote(titles: readonly string[], hide: (outside: string) => string): string[] {
  if (titles.length === 0) return [];
  const listed = [...new Set(titles)].join(' · ');
  return [told`left out, as it needs the sign-in: ${listed}`.text(hide)];
}

/** What apps wrote into a store, without secrets. */
function withoutSecrets(store: StoreView, secrets: Secrets): StoreView {
  const hide = (outside: string) => secrets.hide(outside);
  return {
    changes: store.changes.map(({ keys, ...change }) => ({
      ...change,
      keys: keys.map(({ key, ...values }) => ({ key: hide(key), ...secrets.hideInData(values) })),
    })),
    operations: store.operations?.map(({ error, ...operation }) => ({
      ...operation,
      error: error === undefined ? undefined : hide(error),
    })),
    sessions: store.sessions.map(({ user, data, ...session }) => ({
      ...session,
      user: user === null ? null : hide(user),
      data: secrets.hideInStored(data),
    })),
  };
}

function shownHeaders(headers: readonly Header[], secrets: Secrets): Header[] {
  return headers.map(([name, value]) => [secrets.hide(name), secrets.hide(value)]);
}

/** If several fields have one name, all their values are shown. */
function shownForm(entries: readonly FormEntry[], secrets: Secrets): StepEvent['request']['form'] {
  const form = new Map<string, string | string[]>();
  for (const { name, value } of entries) {
    const [[shownName = '', shown] = []] = Object.entries(secrets.sent({ [name]: value }));
    const before = form.get(shownName);
    const text = String(shown);
    form.set(shownName, before === undefined ? text : [before, text].flat());
  }
  return Object.fromEntries(form);
}
