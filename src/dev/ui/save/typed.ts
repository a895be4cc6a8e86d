import { isObject } from '../../../sessions/contents.ts';
import type { Recorded } from './recorded.ts';

/** Fields for the name of who signs in. */
const NAME_FIELDS = /user|login|e-?mail|account|name|phone|mobile|nick|handle|member|ident/i;

/** A value that was sent, and what it was called. */
export interface Typed {
  name: string;
  value: unknown;
}

/** What somebody typed or chose, as far as it was sent: values of forms, of JSON, and of the address. No secrets. */
export function typedIn({ sent: { body }, event: { path } }: Recorded): Typed[] {
  const query = [...new URLSearchParams(path.split('?', 2)[1] ?? '')];
  const inQuery = query.map(([name, value]) => ({ name, value }));
  if (!body) return inQuery;
  if ('form' in body) {
    return [...body.form.filter(({ secret }) => secret === undefined), ...inQuery];
  }
  return 'json' in body ? [...valuesIn('', JSON.parse(body.json)), ...inQuery] : inQuery;
}

/** Whether a password was sent. */
export function hasPassword({ sent: { body } }: Recorded): boolean {
  if (!body) return false;
  if ('form' in body) return body.form.some(({ secret }) => secret === 'password');
  return 'json' in body && valuesIn('', JSON.parse(body.json)).some(isPassword);
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
  return hasPassword(recorded) && (recorded.event.session?.user ?? null) === null;
}

/** What was typed as the name of who signs in: what the session says then, else by what its field is called. */
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
