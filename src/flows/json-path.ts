/** `user`, `.user`, `[0]` or `["a name"]`. */
const PART = /^(?:\.?([^.[\]"'$]+)|\[(\d+)\]|\[(["'])(.*?)\3\])/;

/**
 * The names and numbers in a path into JSON: `user.ids[0]`, `$.user["first name"]`.
 *
 * @returns undefined if it is no such path
 */
export function jsonPath(path: string): string[] | undefined {
  const parts: string[] = [];
  let rest = path.replace(/^\$/, '');
  while (rest !== '') {
    const [whole, name, index, , quoted] = PART.exec(rest) ?? [];
    const part = name ?? index ?? quoted;
    if (whole === undefined || part === undefined) return undefined;
    parts.push(part);
    rest = rest.slice(whole.length);
  }
  return parts;
}

/** The part of a value at a path; undefined if there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part))
      return undefined;
    found = Reflect.get(found, part);
  }
  return found;
}
