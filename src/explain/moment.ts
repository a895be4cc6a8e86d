import type { CookieChange, StartEvent, StepEvent } from '../events/run.ts';
import type { RunSession } from '../events/store.ts';

/** The facts of earlier steps of a flow that explanations need. */
export interface Memory {
  /** By visitor: the page that they asked for without being signed in, and did not get. */
  wanted: Map<string, string>;
  /** By visitor: an address of another site that was in the address of the sign-in form. */
  lured: Map<string, string>;
  /** Whether a sign-in has redirected to the page that was asked for. */
  hasLedBack: boolean;
  /** By session: the process that set its cookie. */
  givers: Map<string, number>;
  /** By session: its user when it was last seen in the store; null if nobody was signed in. */
  users: Map<string, string | null>;
}

/** A step, with what came before it. */
export interface Moment {
  site: StartEvent['site'];
  step: StepEvent;
  memory: Memory;
}

export function newMemory(): Memory {
  return {
    wanted: new Map(),
    lured: new Map(),
    hasLedBack: false,
    givers: new Map(),
    users: new Map(),
  };
}

/** Keeps the facts that explanations of later steps need. */
export function remember({ step, memory }: Moment): void {
  const { visitor, request, instance } = step;
  const given = givenSession(step);
  if (given && !memory.givers.has(given)) memory.givers.set(given, instance);
  for (const { session, user } of step.store?.sessions ?? []) memory.users.set(session, user);
  if (visitor === 'thief') return;
  const page = pageTakenDown(step);
  if (page !== undefined) memory.wanted.set(visitor, request.path);
  const lure = otherSiteIn(queryParameters(request.path));
  if (lure !== undefined) memory.lured.set(visitor, lure);
  if (step.signIn !== undefined && isAccepted(step)) {
    memory.hasLedBack ||= step.response?.location?.to === memory.wanted.get(visitor);
    memory.wanted.delete(visitor);
    memory.lured.delete(visitor);
  }
}

/** The session whose cookie was sent; undefined if there was none, or if there were cookies of several sessions. */
export function sentSession({ request }: StepEvent): string | undefined {
  return only(request.cookies.flatMap(({ sent, session }) => (sent && session ? [session] : [])));
}

/** The session cookie that the response set; undefined if it set none, or cookies of several sessions. */
export function givenCookie({ cookies }: StepEvent): CookieChange | undefined {
  const given = cookies.filter(
    ({ session, action }) => session !== undefined && (action === 'set' || action === 'changed'),
  );
  return only(given.map(({ session }) => session)) === undefined ? undefined : given.at(-1);
}

export function givenSession(step: StepEvent): string | undefined {
  return givenCookie(step)?.session;
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return new Set(items).size === 1 ? items[0] : undefined;
}

/** A session that is valid in the store after the step. */
export function heldSession(
  { store }: StepEvent,
  alias: string | undefined,
): RunSession | undefined {
  return store?.sessions.find(({ session, state }) => session === alias && state === 'live');
}

/**
 * Whether the app's store found a session when asked; undefined if it was not asked, if that was not observed, or if
 * its answers differ.
 */
export function wasFound({ store }: StepEvent, alias: string | undefined): boolean | undefined {
  const reads = (store?.operations ?? []).filter(
    ({ name, session, found }) => name === 'get' && session === alias && found !== undefined,
  );
  return only(reads.map(({ found }) => found));
}

/** The change of a session in the store. */
export function changeOf({ store }: StepEvent, alias: string | undefined) {
  return store?.changes.find(({ session }) => session === alias);
}

/** Whether this step signed somebody in, judged by the pages that open afterwards, or else by the store. */
export function isSignedIn(step: StepEvent): boolean {
  if (step.signIn === undefined || step.signIn === 'lost') return false;
  if (step.signIn === 'worked') return true;
  const user = heldSession(step, givenSession(step) ?? sentSession(step))?.user;
  return isAccepted(step) && user !== null && user !== undefined;
}

function isAccepted({ response }: StepEvent): boolean {
  return response !== null && response.status < 400;
}

export function queryParameters(path: string): Array<[name: string, value: string]> {
  const start = path.indexOf('?');
  return start < 0 ? [] : [...new URLSearchParams(path.slice(start))];
}

/**
 * Where the app kept the address of the page that was asked for: in a parameter of the redirect, or in a key of the
 * session.
 */
export function pageTakenDown(
  step: StepEvent,
): { in: 'address' | 'session'; name: string } | undefined {
  const { request, response, store } = step;
  if (request.method !== 'GET' || !response?.location?.onThisSite) return undefined;
  const inAddress = queryParameters(response.location.to).find(
    ([, value]) => value === request.path,
  );
  if (inAddress) return { in: 'address', name: inAddress[0] };
  const key = store?.changes
    .flatMap(({ keys }) => keys)
    .find(({ after }) => after === request.path);
  return key && { in: 'session', name: key.key };
}

/** The name of the field of the sent form, or of the parameter of its address, that has a value. */
export function fieldWith({ request }: StepEvent, value: string): string | undefined {
  const fields = Object.entries(request.form ?? {}).flatMap(([name, values]) =>
    [values].flat().map((one): [string, string] => [name, one]),
  );
  return [...fields, ...queryParameters(request.path)].find(([, one]) => one === value)?.[0];
}

/** The first value that a browser would take for an address of another site. */
export function otherSiteIn(
  values: ReadonlyArray<readonly [name: string, value: string]>,
): string | undefined {
  return values.find(([, value]) => leadsElsewhere(value))?.[1];
}

/** Whether an address leads to another site, as browsers read it (https://url.spec.whatwg.org). */
function leadsElsewhere(value: string): boolean {
  if (!/^\s*(https?:|[/\\])/i.test(value) || !URL.canParse(value, HERE)) return false;
  const { origin, protocol } = new URL(value, HERE);
  return /^https?:$/.test(protocol) && origin !== HERE;
}

const HERE = 'http://this-site.invalid';

/** Whether a page came. */
export function isShown({ response }: StepEvent): boolean {
  return response !== null && response.status >= 200 && response.status < 300;
}
