/** `NAME=value`, or the same behind a `#`: a setting that has a default. */
const SETTING = /^(# ?)?([A-Z][A-Z0-9_]*)=/;

/**
 * The lines of `.env.example` that a site's own `.env` may need: those that must be set and are not, and those that are
 * new. Of `.env` nothing but names is read.
 *
 * @param before the example as it was; undefined where there was none
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
