import { isObject } from '../objects.ts';
import type { KeyChange } from '../sessions/key-changes.ts';

/** The text that is shown instead of a secret. */
export const MASK = '••••••';

/** Names of secret values. `passport` is not one of them: sign-in libraries keep the user there. */
const SECRET_NAMES =
  /pass(word|wd|phrase|code)|^pass$|pwd|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credential|authorization|bearer|cookie|csrf|xsrf|jwt|otp$|^pin$|cvv|cvc|card[-_]?number|iban|session[-_]?id|^sid$|hash$|^hashed|^salt$|[-_]salt$|Salt$|bcrypt|argon2|scrypt|ssn$|social[-_]?security|credit[-_]?card|totp$/i;

/** Values that are secret under any name: tokens, keys, and addresses with a password. */
const SECRET_TEXTS =
  /^eyJ[\w-]+\.[\w-]+\.[\w-]*$|^bearer \S|-----BEGIN [A-Z ]*PRIVATE KEY|^(gh[pousr]_|github_pat_|glpat-|npm_|sk[-_]|pk_live_|rk_live_|xox[abeoprs]-|AKIA|AIza)[\w-]{8}|^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:[^/@\s]+@/i;

/** Hashes of passwords, in the formats of bcrypt, argon2, scrypt and crypt(). */
const HASHES =
  /^\$(?:2[abxy]?|argon2(?:id|i|d)|scrypt|s0|[156]|y)\$\S{8}|^\{(?:bcrypt|argon2|scrypt|SSHA|SHA)\}/;

/**
 * Keys of Stripe, AWS, GitHub, GitLab, npm, Slack, Google, SendGrid, Twilio, Mailgun, DigitalOcean, OpenAI and others.
 */
const KEYS =
  /^(?:(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}|[spr]k_(?:live|test)_\w{3,}|whsec_\w{8,}|gho_\w{3,}|ya29\.\S{8,}|GOCSPX-\S{8,}|SG\.[\w-]{8,}\.[\w-]{8,}|SK[0-9a-f]{32}|key-[0-9a-z]{32}|dop_v1_\w{16,}|xapp-\S{8,}|hooks\.slack\.com\/services\/\S+|EAACEdEose0cBA\w+|shp(?:at|ca|pa|ss)_\w{16,}|sq0(?:atp|csp)-[\w-]{8,})/;

/** A social security number of the United States. */
const SOCIAL_SECURITY = /^(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/;

/** The number of a card, perhaps in groups with spaces or dashes. */
const CARD = /^\d(?:[ -]?\d){12,18}$/;

/** Results by name: stores hold millions of sessions, but few different names. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 1_000;

/**
 * The data with masks instead of values that look like secrets, or have the name of one. If there are none, as in most
 * sessions, it returns the same object, not a copy.
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

/** The same for a key that has changed. */
export function maskChange({ key, ...values }: KeyChange): KeyChange {
  const hidden = (value: unknown) => maskSecrets({ [key]: value })[key];
  return {
    key,
    ...('before' in values && { before: hidden(values.before) }),
    ...('after' in values && { after: hidden(values.after) }),
  };
}

function masked(name: string, value: unknown): unknown {
  const holdsNothing = value === null || value === '' || typeof value === 'boolean';
  if (!holdsNothing && isSecretName(name)) return MASK;
  if (typeof value === 'string') return isSecretText(value) ? MASK : value;
  if (typeof value === 'number') return isSecretText(String(value)) ? MASK : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => masked('', item));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  return isObject(value) ? maskSecrets(value) : value;
}

/** The texts with the name of a secret, at any depth of a value. */
export function secretTexts(value: unknown, isSecret = false): string[] {
  if (typeof value === 'string') return isSecret ? [value] : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    secretTexts(inner, isSecret || isSecretName(name)),
  );
}

/** Headers with credentials. */
export const SECRET_HEADERS = /auth|token|key|secret|cookie|csrf|xsrf/i;

function isSecretName(name: string): boolean {
  const told = known.get(name);
  if (told !== undefined) return told;
  const isSecret = SECRET_NAMES.test(name);
  if (known.size < MOST_KNOWN) known.set(name, isSecret);
  return isSecret;
}

function isSecretText(text: string): boolean {
  return (
    SECRET_TEXTS.test(text) ||
    HASHES.test(text) ||
    KEYS.test(text) ||
    SOCIAL_SECURITY.test(text) ||
    (text.length <= LONGEST_CARD && CARD.test(text) && isCardNumber(text.replace(/\D/g, '')))
  );
}

const LONGEST_CARD = 37;

/** Whether the check digit is right (ISO/IEC 7812, Luhn), and the first digit is that of a payment card: 3 to 6. */
function isCardNumber(digits: string): boolean {
  if (!/^[3-6]/.test(digits)) return false;
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const doubled = index % 2 === 1 ? 2 * Number(digit) : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
