import { MASK, maskSecrets } from '../../masking/values.ts';
import { LONGEST_NAME } from '../messages.ts';
import {
  MOST_SENT_FIELDS,
  NAME_FIELDS,
  type ProbeBody,
  type ProbeField,
  type SecretKind,
} from './shapes.ts';

/** Names of passwords, in the languages of most sites. */
const PASSWORD_NAME =
  /pass|pwd|^(pw|psw|mdp)$|kennwort|contrase|^clave$|senha|wachtwoord|l[öo]senord|parol|heslo|has[lł]o|salasana|adgangskode|kodeord|jelsz|[sş]ifre|lozink|^geslo$|парол|密码|密碼|パスワード|비밀번호/i;

/** A text with a secret inside, such as a GraphQL query: `login(password: "…")`. */
const SAYS_SECRET = /(pass|pwd|secret|token)\w{0,32}\\?["']?\s*[:=]\s*\\?["']/i;

/** A password that is repeated under another name, such as `confirm`, is noticed if it has so many characters. */
const SHORTEST_REPEATED = 4;

/** JSON that a person sends is not nested deeper. */
const DEEPEST = 100;

/**
 * What a body contains, with its secrets replaced: passwords by name, others by name or by their form.
 *
 * @param type the Content-Type header
 * @param text the whole body
 */
export function bodyWithoutSecrets(type: string, text: string): ProbeBody {
  const [kind = ''] = type.toLowerCase().split(';');
  if (kind.trim() === 'application/x-www-form-urlencoded') return formOf(text);
  if (/^application\/([\w.+-]+\+)?json$/.test(kind.trim())) return jsonOf(text);
  return { other: true };
}

function formOf(text: string): ProbeBody {
  const pairs = [...new URLSearchParams(text)];
  if (pairs.length > MOST_SENT_FIELDS) return { other: true };
  if (pairs.some(([name]) => name.length > LONGEST_NAME)) return { other: true };
  const fields = pairs.map(([name, value]) => fieldOf(name, value));
  const passwords = pairs.flatMap(([, value], index) =>
    fields[index]?.secret === 'password' ? [value] : [],
  );
  return {
    form: fields.map((field) =>
      repeats(field.name, field.value, passwords)
        ? { name: field.name, value: '', secret: 'password' }
        : field,
    ),
  };
}

/** Whether a value is one of the passwords. Of a user name, that is no secret: some are the same. */
function repeats(name: string, value: unknown, passwords: readonly unknown[]): boolean {
  return (
    typeof value === 'string' &&
    value.length >= SHORTEST_REPEATED &&
    !NAME_FIELDS.test(name) &&
    passwords.includes(value)
  );
}

function fieldOf(name: string, value: string): ProbeField {
  const secret = secretOf(name, value);
  return secret ? { name, value: '', secret } : { name, value };
}

/** What kind of secret a value is; undefined if it is none. An empty value is none. */
function secretOf(name: string, value: unknown): SecretKind | undefined {
  if (value === '' || value === null || typeof value === 'boolean') return undefined;
  // `user[password]`, `user.password`: each part is checked.
  const names = [name, ...name.split(/[.[\]]+/).filter(Boolean)];
  if (names.some((one) => PASSWORD_NAME.test(one))) return 'password';
  if (typeof value === 'string' && SAYS_SECRET.test(value)) return 'other';
  return names.some((one) => maskSecrets({ [one]: value })[one] !== value) ? 'other' : undefined;
}

function jsonOf(text: string): ProbeBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { other: true };
  }
  const passwords: unknown[] = [];
  const shown = replaced('', value, 0, passwords);
  return {
    json: JSON.stringify(shown, (name, inner: unknown) =>
      repeats(name, inner, passwords) ? '$password' : inner,
    ),
  };
}

/** @param passwords is filled with those that were replaced */
function replaced(name: string, value: unknown, depth: number, passwords: unknown[]): unknown {
  if (depth === DEEPEST) return MASK;
  if (typeof value !== 'object' || value === null) {
    const secret = secretOf(name, value);
    if (secret === 'password') passwords.push(value);
    return secret === undefined ? value : secret === 'password' ? '$password' : MASK;
  }
  // Everything in `passwords: [ … ]` is secret as well.
  if (Array.isArray(value)) return value.map((item) => replaced(name, item, depth + 1, passwords));
  const kind = secretOf(name, 'a text');
  if (kind === 'other') return MASK;
  const called = calledIn(value);
  const pairs = Object.entries(value).map(([key, item]) => {
    // Everything in `password: { … }` is a password, whatever its name is.
    const full = kind === 'password' ? name : key === 'value' ? (called ?? key) : key;
    return [key, replaced(full, item, depth + 1, passwords)];
  });
  return Object.fromEntries(pairs);
}

/** The name of a field that a script has sent as `{ name, value }`. */
function calledIn(value: object): string | undefined {
  const called = 'value' in value && 'name' in value ? value.name : undefined;
  return typeof called === 'string' ? called : undefined;
}
