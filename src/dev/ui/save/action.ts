import type { Action } from '../../../flows/action.ts';
import type { Capture } from '../../../flows/flow.ts';
import { MASK } from '../../../masking/values.ts';
import type { ProbeField } from '../../../probe/sent/shapes.ts';
import { SIGN_OUT } from '../../../visitor/forms/sign-in-form.ts';
import type { Recorded } from './recorded.ts';
import { hasPassword, isRefused, signsIn, signsOut, userTypedIn } from './typed.ts';

/** Typed in a sign-in that was refused: what the person had typed is not recorded. */
const WRONG_PASSWORD = 'a wrong password';

/** What a visitor does, and what must be captured from the page before. */
export interface Doing {
  action: Action;
  captures: Readonly<Record<string, Capture>>;
  /** Notes on what the flow leaves out. */
  notes: string[];
}

/** Where the visitor was when they sent it. */
export interface Place {
  /** Values from the queries of earlier addresses: pages copy them into hidden fields. */
  passedOn: readonly string[];
  /** The user name, as it was typed. */
  user: string | undefined;
  /** Its address in the flow: with names instead of random parts. */
  path: string;
}

/** A request as an action of a flow; undefined if a flow cannot do it. */
export function doingOf(recorded: Recorded, place: Place): Doing | undefined {
  const { event, sent } = recorded;
  const { headers, secretHeaders = [], body } = sent;
  const { path } = place;
  if (!event.path.startsWith('/') || isFilledIn(recorded)) return undefined;
  const notes = secretHeaders.map(
    (name) =>
      `${event.method} ${event.path} sent the header ${name}, which is secret: add it by hand.`,
  );
  if (path.includes(MASK)) {
    notes.push(`${event.path} has a secret in it: put another one in its place.`);
  }
  const plain = (action: Action): Doing => ({ action, captures: {}, notes });
  const more = headers && { headers };
  if (event.method === 'GET') return plain({ get: path, ...more });
  if (body && 'other' in body) {
    return isSignOut(recorded) ? plain({ signOut: true }) : undefined;
  }
  if (isSignOut(recorded)) return plain({ signOut: true });
  if (body && 'json' in body) {
    const json = inNames(JSON.parse(body.json), recorded, place.user);
    if (JSON.stringify(json).includes(MASK)) {
      notes.push(
        `${event.method} ${event.path} sent a secret: put a name that was captured in its place.`,
      );
    }
    return withMethod(event.method, path, { json, ...more }, {}, notes);
  }
  const fields = body?.form ?? [];
  const signIn = signInOf(recorded, fields, place);
  if (signIn) return plain(signIn);
  return formOf(recorded, fields, place, notes);
}

/** Names that a flow fills in: if a person typed one of them, the flow would send something else. */
const FILLED_IN = /\$(user|password|login|protected)\b/;

function isFilledIn({ event, sent: { body } }: Recorded): boolean {
  if (FILLED_IN.test(event.path)) return true;
  if (!body || 'other' in body) return false;
  if ('form' in body) return body.form.some(({ value }) => FILLED_IN.test(value));
  // A password that was sent has been replaced by such a name already.
  return FILLED_IN.test(body.json.replaceAll('"$password"', '""'));
}

/** A log-out by a form: the visitor of a flow finds the form on the page, with its token. */
function isSignOut(recorded: Recorded): boolean {
  const { event, sent } = recorded;
  const isForm = !sent.body || 'form' in sent.body || 'other' in sent.body;
  return (
    event.method === 'POST' &&
    isForm &&
    !sent.headers &&
    signsOut(recorded) &&
    SIGN_OUT.test(event.path)
  );
}

/** A sign-in by a form with no other fields to fill in. */
function signInOf(
  recorded: Recorded,
  fields: readonly ProbeField[],
  place: Place,
): Action | undefined {
  if (!signsIn(recorded) && !isRefused(recorded)) return undefined;
  const user = userTypedIn(recorded);
  const passwords = fields.filter(({ secret }) => secret === 'password');
  const emptyOnes = fields.filter(({ name, value }) => value === '' && name !== user?.name);
  if (recorded.event.method !== 'POST' || passwords.length > 1 || recorded.sent.headers)
    return undefined;
  if (passwords.length === 0 && emptyOnes.length === 0) return undefined;
  const ofPage = new Set([...place.passedOn, '']);
  const others = fields.filter(
    ({ name, value, secret }) => secret === undefined && name !== user?.name && !ofPage.has(value),
  );
  if (others.length > 0) return undefined;
  if (!user) return undefined;
  const name = String(user.value);
  const password = isRefused(recorded) ? WRONG_PASSWORD : '$password';
  return {
    signIn: {
      user: name !== '' && name === place.user ? '$user' : name,
      ...(passwords.length > 0 && { password }),
    },
  };
}

function formOf(
  recorded: Recorded,
  fields: readonly ProbeField[],
  { user, path }: Place,
  notes: string[],
): Doing | undefined {
  const { event, sent } = recorded;
  const captures: Record<string, Capture> = {};
  const form: Record<string, string> = {};
  for (const { name, value, secret } of fields) {
    if (Object.hasOwn(form, name)) {
      notes.push(
        `${event.method} ${event.path} sent ${name} several times, and the flow sends the last.`,
      );
    }
    const captured = nameFor(name);
    if (secret === 'other') setOwn(captures, captured, { field: name });
    const shown = secret === 'other' ? `$${captured}` : textFor(value, user);
    const password = isRefused(recorded) ? WRONG_PASSWORD : '$password';
    setOwn(form, name, secret === 'password' ? password : shown);
  }
  const more = sent.headers && { headers: sent.headers };
  const isEmpty = fields.length === 0;
  return withMethod(event.method, path, { ...(!isEmpty && { form }), ...more }, captures, notes);
}

function withMethod(
  method: string,
  path: string,
  sent: { form?: Record<string, string>; json?: unknown; headers?: Record<string, string> },
  captures: Doing['captures'],
  notes: string[],
): Doing | undefined {
  const actions: Readonly<Record<string, Action>> = {
    POST: { post: path, ...sent },
    PUT: { put: path, ...sent },
    PATCH: { patch: path, ...sent },
    DELETE: { delete: path, ...sent },
  };
  const action = actions[method];
  return action && { action, captures, notes };
}

function inNames(json: unknown, recorded: Recorded, user: string | undefined): unknown {
  const isWrong = hasPassword(recorded) && isRefused(recorded);
  return JSON.parse(JSON.stringify(json), (_key, value) => {
    if (value === '$password') return isWrong ? WRONG_PASSWORD : value;
    return typeof value === 'string' ? textFor(value, user) : value;
  });
}

function textFor(value: string, user: string | undefined): string {
  return user !== undefined && value === user ? '$user' : value;
}

const RESERVED = /^(user|password|login|protected|__proto__)$/;

/** The name for the value of a field in a flow. */
function nameFor(field: string): string {
  const name = field.replace(/\W+/g, '_').replace(/^(?=\d)/, '_') || '_';
  return RESERVED.test(name) ? `the_${name}` : name;
}

/** Works for the key `__proto__` too. */
function setOwn<Value>(record: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(record, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
