import {
  EVENT_VERSION,
  type Follow,
  type Header,
  type RunSession,
  type StepEvent,
  type StoreChange,
  type StoreView,
} from '../events/run.ts';
import type { Aliases } from '../masking/aliases.ts';
import type { Secrets } from '../masking/secrets.ts';
import { own } from '../masking/told.ts';
import type { ProbeOperation } from '../probe/messages.ts';
import type { Site } from '../site/site.ts';
import type { Body } from '../visitor/body.ts';
import { headerValues } from '../visitor/http.ts';
import { type Page, readPage } from '../visitor/page.ts';
import type { Exchange } from '../visitor/visitor.ts';
import { checksOf } from './checks.ts';
import { notesOf } from './notes.ts';
import type { Observed } from './observed.ts';
import { storeOperation } from './store-changes.ts';

/** An exchange that is over. */
export interface Happening {
  exchange: Exchange;
  /** Absent where no response came. */
  body?: Body;
  /** Absent where no response came, or not the whole of it. */
  page?: Page;
  /** Milliseconds. */
  took: number;
}

/** All that a step's event is made of. */
export interface StepParts extends Happening {
  site: Site;
  flow: string;
  follow: Follow;
  /** When the run began, in milliseconds since 1970. */
  began: number;
  secrets: Secrets;
  aliases: Aliases;
  /** What the store held before. */
  before: readonly RunSession[] | null;
  store: {
    changes: StoreChange[];
    operations: ProbeOperation[] | undefined;
    sessions: RunSession[];
  } | null;
  /** What came between this step and the one before. */
  meanwhile: string | undefined;
}

/** Waits for the end of an exchange's response. */
export async function completed(exchange: Exchange, read = readPage): Promise<Happening> {
  const body = await exchange.incoming?.body;
  const took = Date.now() - exchange.sentAt;
  if (!body) return { exchange, took };
  if (body.broken === undefined) return { exchange, body, page: read(body.text), took };
  exchange.error = own(body.broken);
  return { exchange, body, took };
}

/** The event of a step. What came from outside is without secrets; its number is still 0. */
export function stepEvent(parts: StepParts): StepEvent {
  const { exchange, body, secrets, meanwhile } = parts;
  const { visit, visitor, instance, method, url, incoming, error } = exchange;
  const store = storeView(parts);
  const location = locationOf(exchange);
  const seen = observedOf(parts, store, location);
  const hide = (outside: string) => secrets.hide(outside);
  return {
    v: EVENT_VERSION,
    type: 'step',
    number: 0,
    flow: parts.flow,
    follow: parts.follow,
    title: visit.title,
    visitor: visit.cookiesAfter ? 'thief' : visitor,
    instance,
    meanwhile,
    at: exchange.sentAt - parts.began,
    took: parts.took,
    request: {
      method,
      path: hide(url.pathname + url.search),
      headers: shownHeaders(exchange.headers, secrets),
      form: exchange.fields && shownFields(exchange.fields, secrets),
      cookies: exchange.sentCookies,
    },
    response: incoming
      ? {
          status: incoming.status,
          headers: shownHeaders(incoming.headers, secrets),
          location: location && { to: hide(location.to), onThisSite: location.onThisSite },
          body: hide(body?.text ?? ''),
          size: body?.size ?? 0,
          kept: body?.kept,
        }
      : null,
    error: error && secrets.text(error),
    cookies: exchange.cookies,
    store: store && withoutSecrets(store, secrets),
    notes: notesOf(seen, hide),
    checks: checksOf(visit.expect ?? [], seen, hide),
  };
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
      data: secrets.hideInData(data),
    })),
  };
}

function shownHeaders(headers: readonly Header[], secrets: Secrets): Header[] {
  return headers.map(([name, value]) => [secrets.hide(name), secrets.hide(value)]);
}

/** What was observed of an exchange, in the run's names for sessions. */
export function observedOf(
  {
    exchange,
    body,
    page,
    aliases,
    site,
    follow,
    before,
  }: Pick<StepParts, 'exchange' | 'body' | 'page' | 'aliases' | 'site' | 'follow' | 'before'>,
  store: StepEvent['store'],
  location: Location | undefined,
): Observed {
  const { method, url, signsIn, sentCookies, cookies, session, incoming, error } = exchange;
  const alias = (id: string | undefined) => id && aliases.ofSession(id);
  return {
    site,
    follow,
    request: { method, path: url.pathname, signsIn, cookies: sentCookies },
    ...(incoming && {
      response: {
        status: incoming.status,
        page: page ?? { text: '', forms: [], links: [] },
        cutFrom: body?.kept === undefined ? undefined : body.size,
        location,
      },
    }),
    error,
    cookies,
    session: { before: alias(session.before), after: alias(session.after) },
    before,
    store,
  };
}

function storeView({ store, aliases }: StepParts): StepEvent['store'] {
  if (!store) return null;
  const { changes, operations, sessions } = store;
  return {
    changes,
    operations: operations?.map((one) => storeOperation(one, aliases)),
    sessions,
  };
}

interface Location {
  /** As it came. */
  to: string;
  /** Path and query. */
  path: string;
  onThisSite: boolean;
}

/** Where a response redirects to, or undefined where it does not. */
export function locationOf({ incoming, url }: Exchange): Location | undefined {
  const [to] = headerValues(incoming?.headers ?? [], 'location');
  if (to === undefined) return undefined;
  if (!URL.canParse(to, url)) return { to, path: to, onThisSite: false };
  const { origin, pathname, search } = new URL(to, url);
  return { to, path: pathname + search, onThisSite: origin === url.origin };
}

function shownFields(fields: Record<string, string>, secrets: Secrets): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [secrets.hide(name), secrets.field(value)]),
  );
}
