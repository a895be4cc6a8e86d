import { MASK, maskSecrets } from '../../masking/values.ts';
import {
  LONGEST_NAME,
  MOST_SENT_FIELDS,
  type ProbeBody,
  type ProbeField,
  type SecretKind,
} from '../messages.ts';

/** How passwords are called, in the languages of most sites. */
const PASSWORD_NAME =
  /pass|pwd|^pw$|kennwort|contrase|^clave$|senha|wachtwoord|l[öo]senord|parola|heslo|has[lł]o|salasana|adgangskode|jelsz/i;

/** Deeper than that, nothing is JSON that somebody typed. */
const DEEPEST = 100;

/**
 * What a body says, with its secrets replaced: passwords by name, others by name or by what they look like.
 *
 * @param type the Content-Type header
 * @param text the whole body
 */
export function bodyOf(type: string, text: string): ProbeBody {
  const [kind = ''] = type.toLowerCase().split(';');
  if (kind.trim() === 'application/x-www-form-urlencoded') return formOf(text);
  if (/^application\/([\w.+-]+\+)?json$/.test(kind.trim())) return jsonOf(text);
  return { other: true };
}

function formOf(text: string): ProbeBody {
  const pairs = [...new URLSearchParams(text)];
  if (pairs.length > MOST_SENT_FIELDS) return { other: true };
  if (pairs.some(([name]) => name.length > LONGEST_NAME)) return { other: true };
  return { form: pairs.map(([name, value]) => fieldOf(name, value)) };
}

function fieldOf(name: string, value: string): ProbeField {
  const secret = secretOf(name, value);
  return secret ? { name, value: '', secret } : { name, value };
}

/** What kind of secret a value is; undefined where it is none. An empty one tells nothing. */
function secretOf(name: string, value: unknown): SecretKind | undefined {
  if (value === '' || value === null || typeof value === 'boolean') return undefined;
  if (PASSWORD_NAME.test(name)) return 'password';
  // `user[password]`: what counts is the last part.
  const last = /\[([^[\]]+)\]$/.exec(name)?.[1] ?? name;
  return [name, last].some((one) => maskSecrets({ [one]: value })[one] !== value)
    ? 'other'
    : undefined;
}

function jsonOf(text: string): ProbeBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { other: true };
  }
  return { json: JSON.stringify(replaced('', value, 0)) };
}

function replaced(name: string, value: unknown, depth: number): unknown {
  if (depth === DEEPEST) return MASK;
  if (typeof value !== 'object' || value === null) {
    const secret = secretOf(name, value);
    return secret === undefined ? value : secret === 'password' ? '$password' : MASK;
  }
  // All that is in `passwords: [ … ]` is secret as well.
  if (Array.isArray(value)) return value.map((item) => replaced(name, item, depth + 1));
  if (secretOf(name, 'a text') === 'other') return MASK;
  const pairs = Object.entries(value);
  return Object.fromEntries(pairs.map(([key, item]) => [key, replaced(key, item, depth + 1)]));
}
