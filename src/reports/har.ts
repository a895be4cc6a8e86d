import { STATUS_CODES } from 'node:http';
import { isIP } from 'node:net';
import type { Content, Cookie, Entry, Har, Page, PostData, Request, Response } from 'har-format';
import type { CookieChange, RunEvent, StartEvent, StepEvent } from '../events/run.ts';
import { EVENT_VERSION } from '../events/versioned.ts';
import { printableText } from '../terminal/printable.ts';
import { gatherRun, type Passage, stepVerdict } from './gather.ts';
import { passageName } from './phrases.ts';

/** HAR's value for an unknown size. */
const UNKNOWN = -1;

/** HAR's value for an absent content type. */
const NO_TYPE = 'x-unknown';

/**
 * A run as an HTTP Archive 1.2, which the network panels of browsers can open: one page for each flow and pace, one
 * entry for each step. What HAR has no field for is in `_session`, with the names of the events.
 *
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function renderHar(events: readonly RunEvent[]): string {
  const { start, passages } = gatherRun(events);
  const har: Har = {
    log: {
      version: '1.2',
      creator: {
        name: 'session-app simulate',
        version: String(EVENT_VERSION),
        comment: 'The version is that of the events in _session.',
      },
      pages: passages.map((passage) => pageOf(start, passage)),
      entries: passages.flatMap((passage) => passage.steps.map((step) => entryOf(start, step))),
      comment: start.site.name,
    },
  };
  // The values stay the same, but the file can be printed to a terminal safely.
  return `${printableText(JSON.stringify(har, null, 2))}\n`;
}

function pageOf(start: StartEvent, passage: Passage): Page {
  return {
    startedDateTime: timeOf(start, passage.steps[0]?.at ?? 0),
    id: passageName(passage),
    title: passageName(passage),
    pageTimings: {},
  };
}

function entryOf(start: StartEvent, step: StepEvent): Entry {
  const url = addressOf(start, step);
  const { host, port } = serverOf(url);
  return {
    pageref: passageName(step),
    startedDateTime: timeOf(start, step.at),
    time: step.took,
    request: requestOf(step, url),
    response: step.response ? responseOf(step, step.response) : noResponse(step),
    cache: {},
    // Only the total is known, and most of it is waiting.
    timings: { send: 0, wait: step.took, receive: 0 },
    serverIPAddress: isIP(host) ? host : undefined,
    // Browsers show it as the server's port.
    connection: port || undefined,
    comment: step.title,
    _session: sessionOf(step),
  };
}

function sessionOf(step: StepEvent): Record<string, unknown> {
  return {
    step: step.number,
    visitor: step.visitor,
    instance: step.instance,
    verdict: stepVerdict(step),
    withheld: step.request.cookies.filter((cookie) => !cookie.sent),
    cookies: step.cookies,
    store: step.store && { changes: step.store.changes, operations: step.store.operations },
    notes: step.notes,
    checks: step.checks,
  };
}

function requestOf({ request }: StepEvent, url: string): Request {
  return {
    method: request.method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: request.cookies
      .filter((cookie) => cookie.sent)
      .map(({ name, value }) => ({ name, value })),
    headers: pairs(request.headers),
    queryString: pairs(parsed(url)?.searchParams ?? []),
    postData: postDataOf(request),
    headersSize: UNKNOWN,
    bodySize: request.form || request.json !== undefined ? UNKNOWN : 0,
  };
}

const FORM = 'application/x-www-form-urlencoded';

/** As text: HAR allows text or fields, not both, and browsers show the text. */
function postDataOf({ form, json, headers }: StepEvent['request']): PostData | undefined {
  if (json !== undefined) return { mimeType: 'application/json', text: JSON.stringify(json) };
  if (!form) return undefined;
  const [, mimeType = FORM] = headers.find(([name]) => name === 'Content-Type') ?? [];
  const fields = Object.entries(form).flatMap(([name, value]) =>
    [value].flat().map((text) => [name, text]),
  );
  return { mimeType, text: new URLSearchParams(fields).toString() };
}

function responseOf(step: StepEvent, response: NonNullable<StepEvent['response']>): Response {
  const header = (name: string) =>
    response.headers.find(([key]) => key.toLowerCase() === name)?.[1];
  const content: Content = {
    size: response.size,
    mimeType: header('content-type') ?? NO_TYPE,
    text: response.body,
  };
  return {
    status: response.status,
    statusText: STATUS_CODES[response.status] ?? '',
    httpVersion: 'HTTP/1.1',
    cookies: step.cookies.map(cookieOf),
    headers: pairs(response.headers),
    content,
    redirectURL: response.location?.to ?? '',
    headersSize: UNKNOWN,
    bodySize: header('content-encoding') ? UNKNOWN : response.size,
  };
}

/** What Chromium writes if no response came. */
function noResponse({ error }: StepEvent): Response & { _error: string } {
  return {
    status: 0,
    statusText: '',
    httpVersion: '',
    cookies: [],
    headers: [],
    content: { size: 0, mimeType: NO_TYPE },
    redirectURL: '',
    headersSize: UNKNOWN,
    bodySize: UNKNOWN,
    _error: error ?? 'no answer',
  };
}

/** Browsers write `sameSite`, although HAR 1.2 does not have it. */
function cookieOf({ name, value, attributes, why }: CookieChange): Cookie & { sameSite?: string } {
  const given = new Map(
    attributes.map((attribute) => {
      const [key = '', ...rest] = attribute.split('=');
      return [key.toLowerCase(), rest.join('=')];
    }),
  );
  const path = given.get('path');
  const domain = given.get('domain');
  const sameSite = given.get('samesite');
  return {
    name,
    value,
    path,
    domain,
    httpOnly: given.has('httponly'),
    secure: given.has('secure'),
    sameSite,
    comment: why,
  };
}

/** The path is not resolved against the site: `//elsewhere` would lead to another site. */
function addressOf({ site }: StartEvent, { instance, request }: StepEvent): string {
  const base = site.urls[instance - 1] ?? site.urls[0] ?? 'http://localhost';
  return base.replace(/\/+$/, '') + escapedPath(request.path);
}

/** The path as it was sent, with its dots; only characters that a URI may not have (RFC 3986, 2) are escaped. */
function escapedPath(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[^\w\-.~:/?@!$&'()*+,;=%]|%(?![\da-fA-F]{2})/gu, encodeURIComponent);
}

function serverOf(url: string): { host: string; port: string } {
  const { hostname = '', port = '' } = parsed(url) ?? {};
  return { host: hostname.replace(/^\[|\]$/g, ''), port };
}

function parsed(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

function timeOf({ started }: StartEvent, at: number): string {
  return new Date(Date.parse(started) + at).toISOString();
}

function pairs(
  entries: Iterable<readonly [string, string]>,
): Array<{ name: string; value: string }> {
  return Array.from(entries, ([name, value]) => ({ name, value }));
}
