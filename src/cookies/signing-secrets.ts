/** A secret, and where it comes from. */
export interface NamedSecret {
  /** `--secret`, `SESSION_SECRET`, `SESSION_SECRET in .env` */
  setting: string;
  /** The same; if the setting has several secrets, also which one it is: `SESSION_SECRET, the second of 2`. */
  name: string;
  secret: string;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

/**
 * The secrets in a setting. A generated site takes several, separated by commas; in another app, a comma may be part of
 * the one secret, so the whole value is tried too.
 */
export function signingSecretsIn(value: string | undefined, setting: string): NamedSecret[] {
  if (!value) return [];
  const whole = { setting, name: setting, secret: value };
  const parts = value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length < 2) return [whole];
  const each = parts.map((secret, index) => ({
    setting,
    name: `${setting}, the ${ORDINALS[index] ?? `${index + 1}th`} of ${parts.length}`,
    secret,
  }));
  return [...each, whole];
}
