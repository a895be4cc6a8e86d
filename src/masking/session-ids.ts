import { isPlainObject } from '../objects.ts';
import type { Aliases } from './aliases.ts';

/** What may be a session id, alone or with another part behind a dot. */
const CANDIDATES = /([\w-]{16,})(?:\.[\w-]+)?/g;

/** The same data, with aliases instead of the ids of known sessions, at any depth. */
export function withAliases<Data>(data: Data, aliases: Aliases): Data {
  const hide = (whole: string, first: string) =>
    aliases.known(whole) ?? whole.replace(first, aliases.known(first) ?? first);
  const hidden = (text: string) => text.replace(CANDIDATES, hide);
  return JSON.parse(JSON.stringify(data), (_key, value) => {
    if (typeof value === 'string') return hidden(value);
    if (!isPlainObject(value) || !Object.keys(value).some((key) => hidden(key) !== key)) {
      return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [hidden(key), inner]));
  });
}
