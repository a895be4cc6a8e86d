/** Names, without their dollar sign, and their values. */
export type Names = ReadonlyMap<string, unknown>;

/** What a name in a text looks like: `$user`. */
const NAME = /\$([A-Za-z_]\w*)/g;

export function toNames(names: Readonly<Record<string, unknown>>): Names {
  return new Map(Object.entries(names));
}

/** The same data with names filled in, except in titles. Unknown names stay. */
export function filled<Data>(data: Data, names: Names): Data {
  return JSON.parse(JSON.stringify(data), (key, value) =>
    typeof value === 'string' && key !== 'title' ? filledText(value, names) : value,
  );
}

function filledText(text: string, names: Names): string {
  return text.replace(NAME, (whole, name) => (names.has(name) ? textOf(names.get(name)) : whole));
}

/** In a path, a value is URL-encoded, unless it is the whole path. */
export function filledPath(path: string, names: Names): string {
  return path.replace(NAME, (whole, name) => {
    if (!names.has(name)) return whole;
    const text = textOf(names.get(name));
    return whole === path ? text : encodeURIComponent(text);
  });
}

/** In JSON, a text that is only a name becomes the value itself, so a number stays a number. */
export function filledJson(json: unknown, names: Names): unknown {
  return JSON.parse(JSON.stringify(json), (_key, value) => {
    if (typeof value !== 'string') return value;
    const [whole, name = ''] = new RegExp(NAME.source).exec(value) ?? [];
    return whole === value && names.has(name) ? names.get(name) : filledText(value, names);
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
