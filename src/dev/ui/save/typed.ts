import { withoutQuery } from '../../../address.ts';
import { isObject } from '../../../objects.ts';
import { NAME_FIELDS, type ProbeBody } from '../../../probe/sent/shapes.ts';
import type { Recorded } from './recorded.ts';

/** A value that was sent, and its name. */
export interface Typed {
  name: string;
  value: unknown;
}

/** What a person typed or chose and the browser sent: values of forms, of JSON, and of the address. No secrets. */
export function typedIn(recorded: Recorded): Typed[] {
  return [...typedInBody(recorded), ...inQueryOf(recorded.event.path)];
}

function typedInBody({ sent: { body } }: Recorded): Typed[] {
  if (!body || 'other' in body) return [];
  if ('form' in body) return body.form.filter(({ secret }) => secret === undefined);
  return valuesIn('', JSON.parse(body.json)).filter((one) => !isPassword(one));
}

function inQueryOf(path: string): Typed[] {
  const query = [...new URLSearchParams(path.split('?', 2)[1] ?? '')];
  return query.map(([name, value]) => ({ name, value }));
}

/** Whether a password was sent. */
export function hasPassword({ sent: { body } }: Recorded): boolean {
  if (!body) return false;
  if ('form' in body) return body.form.some(({ secret }) => secret === 'password');
  return 'json' in body && valuesIn('', JSON.parse(body.json)).some(isPassword);
}

/** The values of switched-on checkboxes, and of buttons. */
const SWITCHES = /^(on|off|yes|no|true|false|\d|submit|login|sign-?in|go)?$/i;

/**
 * Hides passwords whose field has no telling name: in a sign-in without a password, every typed value except the user
 * name counts as one. Fields of that name are hidden in other requests to the same address too, such as refused
 * sign-ins.
 */
export function withoutPasswords(requests: readonly Recorded[]): Recorded[] {
  const hidden = new Map<string, Set<string>>();
  for (const request of requests) {
    if (!signsIn(request) || hasPassword(request)) continue;
    const user = userTypedIn(request)?.name;
    const queries = new Set(
      requests.flatMap(({ event }) => inQueryOf(event.path)).map(({ value }) => value),
    );
    const names = typedInBody(request)
      .filter(
        ({ name, value }) =>
          name !== user && !SWITCHES.test(String(value)) && !queries.has(String(value)),
      )
      .map(({ name }) => name);
    hidden.set(pathnameOf(request), new Set(names));
  }
  return requests.map((request) => hiding(request, hidden.get(pathnameOf(request))));
}

function hiding(request: Recorded, names: ReadonlySet<string> | undefined): Recorded {
  const { body } = request.sent;
  if (!names || names.size === 0 || !body || 'other' in body) return request;
  const isHidden = (name: string, value: unknown) =>
    names.has(name) && typeof value !== 'object' && value !== '';
  const shown: ProbeBody =
    'form' in body
      ? {
          form: body.form.map((field) =>
            isHidden(field.name, field.value) ? { ...field, value: '', secret: 'password' } : field,
          ),
        }
      : {
          json: JSON.stringify(
            JSON.parse(body.json, (name, value) => (isHidden(name, value) ? '$password' : value)),
          ),
        };
  return { ...request, sent: { ...request.sent, body: shown } };
}

function pathnameOf({ event: { path } }: Recorded): string {
  return withoutQuery(path);
}

/** Whether nobody was signed in before the request, and somebody is after it. */
export function signsIn({ before, event }: Recorded): boolean {
  return before.user === null && (event.session?.user ?? null) !== null;
}

/** Whether somebody was signed in before, and nobody is after it. */
export function signsOut({ before, event }: Recorded): boolean {
  return before.user !== null && (event.session?.user ?? null) === null;
}

/** Whether somebody tried to sign in, and was refused. */
export function isRefused(recorded: Recorded): boolean {
  const isNobody = (recorded.event.session?.user ?? null) === null;
  return isNobody && hasPassword(recorded) && !choosesPassword(recorded);
}

/** Addresses at which a person chooses a password without signing in. */
const CHOOSING =
  /sign[-_]?up|regist|join|enrol|create|\bnew\b|reset|forgot|recover|invit|activat|setup/i;

/**
 * Whether a new password was accepted, such as for a new account: the status is 201, it was typed twice, or at such an
 * address.
 */
function choosesPassword(recorded: Recorded): boolean {
  const { event, sent } = recorded;
  const { status, location } = event;
  if (status === null || status >= 400) return false;
  if (status === 201) return true;
  const { body } = sent;
  const passwords =
    body && 'form' in body ? body.form.filter(({ secret }) => secret === 'password') : [];
  const chooses = passwords.length > 1 || CHOOSING.test(pathnameOf(recorded));
  // If the form is shown again, something in it was wrong.
  if (location === null) return chooses && body !== undefined && 'json' in body;
  const isBack = [event.path, sent.from].some(
    (path) => path && withoutQuery(path) === withoutQuery(location),
  );
  return chooses && !isBack;
}

/** What was typed as the user name: the name in the session, else the value of a field with such a name. */
export function userTypedIn(recorded: Recorded): Typed | undefined {
  const typed = typedIn(recorded).filter(
    (one) => typeof one.value === 'string' && !isPassword(one),
  );
  const user = recorded.event.session?.user ?? null;
  return (
    typed.find(({ value }) => value === user) ?? typed.find(({ name }) => NAME_FIELDS.test(name))
  );
}

function isPassword({ value }: Typed): boolean {
  return value === '$password';
}

function valuesIn(name: string, value: unknown): Typed[] {
  if (!isObject(value)) return [{ name, value }];
  return Object.entries(value).flatMap(([key, inner]) => valuesIn(key, inner));
}
