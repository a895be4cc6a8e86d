import type { Aliases } from './aliases.ts';

/** What may be a session id, alone or with another part behind a dot. */
const CANDIDATES = /([\w-]{16,})(?:\.[\w-]+)?/g;

/** The same data, with aliases instead of the ids of known sessions, at any depth. */
export function withAliases<Data>(data: Data, aliases: Aliases): Data {
  const hide = (whole: string, first: string) =>
    aliases.known(whole) ?? whole.replace(first, aliases.known(first) ?? first);
  return JSON.parse(JSON.stringify(data), (_key, value) =>
    typeof value === 'string' ? value.replace(CANDIDATES, hide) : value,
  );
}
