/** What stands for a secret. */
export const MASK = '••••••';

/** Names of what is secret, whatever it holds. `passport`, where sign-in libraries keep the user, is none. */
const SECRET_NAMES =
  /pass(word|wd|phrase|code)|^pass$|pwd|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credential|authorization|bearer|cookie|csrf|xsrf|jwt|otp$|^pin$|cvv|cvc|card[-_]?number|iban|session[-_]?id|^sid$/i;

/** Texts that are secret, whatever their names are: tokens, keys, and addresses with a password. */
const SECRET_TEXTS =
  /^eyJ[\w-]+\.[\w-]+\.[\w-]*$|^bearer \S|-----BEGIN [A-Z ]*PRIVATE KEY|^(gh[pousr]_|github_pat_|glpat-|npm_|sk[-_]|pk_live_|rk_live_|xox[abeoprs]-|AKIA|AIza)[\w-]{8}|^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:[^/@\s]+@/i;

/** The same data, with a mask in the place of each value that looks like a secret, by its name or by itself. */
export function maskSecrets(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, masked(name, value)]),
  );
}

function masked(name: string, value: unknown): unknown {
  const holdsNothing = value === null || value === '' || typeof value === 'boolean';
  if (SECRET_NAMES.test(name) && !holdsNothing) return MASK;
  if (typeof value === 'string') return SECRET_TEXTS.test(value) ? MASK : value;
  if (Array.isArray(value)) return value.map((item) => masked('', item));
  return typeof value === 'object' && value !== null ? maskSecrets({ ...value }) : value;
}
