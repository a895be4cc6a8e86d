import { isPlainObject } from '../objects.ts';
import type { Aliases } from './aliases.ts';

/** The same data, with aliases instead of the ids of known sessions, at any depth. */
export function withAliases<Data>(data: Data, aliases: Pick<Aliases, 'hideIn'>): Data {
  const hidden = (text: string) => aliases.hideIn(text);
  return JSON.parse(JSON.stringify(data), (_key, value) => {
    if (typeof value === 'string') return hidden(value);
    if (!isPlainObject(value) || !Object.keys(value).some((key) => hidden(key) !== key)) {
      return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [hidden(key), inner]));
  });
}
