/** A setting, `NAME=value`; behind a `#`, it is one with a default. */
const SETTING = /^(# ?)?([A-Z][A-Z0-9_]*)=/;

/**
 * The lines of `.env.example` that a site's own `.env` may need: settings without a default that are not set, and new
 * settings. Only the names in `.env` are read, not the values.
 *
 * @param before the example as it was; undefined if there was none
 */
export function settingsToAdd(env: string, before: string | undefined, after: string): string[] {
  const set = namesIn(env);
  const known = namesIn(before ?? '');
  return after.split(/\r?\n/).filter((line) => {
    const [, hash, name = ''] = SETTING.exec(line) ?? [];
    if (name === '' || set.has(name)) return false;
    return hash === undefined || !known.has(name);
  });
}

function namesIn(text: string): Set<string> {
  return new Set(text.split(/\r?\n/).flatMap((line) => SETTING.exec(line)?.[2] ?? []));
}
