import { isObject } from '../sessions/contents.ts';

/** What stands for a secret. */
export const MASK = '••••••';

/** Names of what is secret, whatever it holds. `passport`, where sign-in libraries keep the user, is none. */
const SECRET_NAMES =
  /pass(word|wd|phrase|code)|^pass$|pwd|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credential|authorization|bearer|cookie|csrf|xsrf|jwt|otp$|^pin$|cvv|cvc|card[-_]?number|iban|session[-_]?id|^sid$/i;

/** Texts that are secret, whatever their names are: tokens, keys, and addresses with a password. */
const SECRET_TEXTS =
  /^eyJ[\w-]+\.[\w-]+\.[\w-]*$|^bearer \S|-----BEGIN [A-Z ]*PRIVATE KEY|^(gh[pousr]_|github_pat_|glpat-|npm_|sk[-_]|pk_live_|rk_live_|xox[abeoprs]-|AKIA|AIza)[\w-]{8}|^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:[^/@\s]+@/i;

/** What was found out of names: stores hold millions of sessions, and a handful of names. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 1_000;

/**
 * The data with a mask in the place of each value that looks like a secret, by its name or by itself. Where there is
 * none, as in most sessions, it is the same data, not a copy.
 */
export function maskSecrets(
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  let shown = data;
  for (const name of Object.keys(data)) {
    const instead = masked(name, data[name]);
    if (instead === data[name]) continue;
    if (shown === data) shown = { ...data };
    Object.defineProperty(shown, name, { value: instead });
  }
  return shown;
}

function masked(name: string, value: unknown): unknown {
  const holdsNothing = value === null || value === '' || typeof value === 'boolean';
  if (!holdsNothing && isSecretName(name)) return MASK;
  if (typeof value === 'string') return SECRET_TEXTS.test(value) ? MASK : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => masked('', item));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  return isObject(value) ? maskSecrets(value) : value;
}

/** The texts that are secret by their names, wherever in a value they are. */
export function secretTexts(value: unknown, isSecret = false): string[] {
  if (typeof value === 'string') return isSecret ? [value] : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    secretTexts(inner, isSecret || isSecretName(name)),
  );
}

/** Headers that let somebody in. */
export const SECRET_HEADERS = /auth|token|key|secret|cookie|csrf|xsrf/i;

function isSecretName(name: string): boolean {
  const told = known.get(name);
  if (told !== undefined) return told;
  const isSecret = SECRET_NAMES.test(name);
  if (known.size < MOST_KNOWN) known.set(name, isSecret);
  return isSecret;
}
