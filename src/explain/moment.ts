import type { CookieChange, RunSession, StartEvent, StepEvent } from '../events/run.ts';

/** What came before in a flow, as far as explanations need it. */
export interface Memory {
  /** By visitor: the page that a stranger asked for and was not shown. */
  wanted: Map<string, string>;
  /** By visitor: the address of another site that a sign-in form was asked for with. */
  lured: Map<string, string>;
  /** Whether a sign-in has led back to the page that was asked for. */
  hasLedBack: boolean;
  /** By session: the process that gave it. */
  givers: Map<string, number>;
  /** By session: who was signed in with it, when it was last seen in the store; null: nobody. */
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

/** Takes down what later steps are explained by. */
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

/** The session whose cookie was sent; undefined where it was none, or of several nobody can tell which counts. */
export function sentSession({ request }: StepEvent): string | undefined {
  return only(request.cookies.flatMap(({ sent, session }) => (sent && session ? [session] : [])));
}

/** The cookie of a session that the browser took from the answer, if it is the only one. */
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

/** A session that counts, as the store holds it after the step. */
export function heldSession(
  { store }: StepEvent,
  alias: string | undefined,
): RunSession | undefined {
  return store?.sessions.find(({ session, state }) => session === alias && state === 'live');
}

/** Whether the app asked its store for a session, and what it was told; undefined where it did not, or nobody saw it. */
export function wasFound({ store }: StepEvent, alias: string | undefined): boolean | undefined {
  const reads = (store?.operations ?? []).filter(
    ({ name, session, found }) => name === 'get' && session === alias && found !== undefined,
  );
  return only(reads.map(({ found }) => found));
}

/** What became of a session in the store. */
export function changeOf({ store }: StepEvent, alias: string | undefined) {
  return store?.changes.find(({ session }) => session === alias);
}

/** Whether somebody is signed in by this step: by the pages that open afterwards, or by what the store holds. */
export function isSignedIn(step: StepEvent): boolean {
  if (step.signIn === undefined || step.signIn === 'lost') return false;
  if (step.signIn === 'worked') return true;
  const user = heldSession(step, givenSession(step) ?? sentSession(step))?.user;
  return isAccepted(step) && user !== null && user !== undefined;
}

function isAccepted({ response }: StepEvent): boolean {
  return response !== null && response.status < 400;
}

/** The parameters of a path's query. */
export function queryParameters(path: string): Array<[name: string, value: string]> {
  const start = path.indexOf('?');
  return start < 0 ? [] : [...new URLSearchParams(path.slice(start))];
}

/** Where an answer wrote down the page that was asked for: a parameter of the address it leads to, or a key of the session. */
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

/** The field of the form that was sent, or the parameter of its address, that holds a value. */
export function fieldWith({ request }: StepEvent, value: string): string | undefined {
  const fields = Object.entries(request.form ?? {}).flatMap(([name, values]) =>
    [values].flat().map((one): [string, string] => [name, one]),
  );
  return [...fields, ...queryParameters(request.path)].find(([, one]) => one === value)?.[0];
}

/** Among values, the first address that a browser takes for one of another site. */
export function otherSiteIn(
  values: ReadonlyArray<readonly [name: string, value: string]>,
): string | undefined {
  return values.find(([, value]) => leadsElsewhere(value))?.[1];
}

/** As browsers read an address (https://url.spec.whatwg.org): of this site, or of another one on the web. */
function leadsElsewhere(value: string): boolean {
  if (!/^\s*(https?:|[/\\])/i.test(value) || !URL.canParse(value, HERE)) return false;
  const { origin, protocol } = new URL(value, HERE);
  return /^https?:$/.test(protocol) && origin !== HERE;
}

const HERE = 'http://this-site.invalid';
