import type { Field, Form } from './form.ts';

/** Types of fields that show what is typed. */
const BARE_TYPES = new Set(['text', 'search', 'email', 'tel', 'url', 'textarea']);
/** The whole of a name, or its last part: `user[password]`, `new_password`, `passwordAgain`. */
const PASSWORD_NAME =
  /(^|[\W_]|new|old|current|user|login|confirm|repeat)(password|passwd|passwort|passphrase|pwd)([-_]?(again|confirm(ation)?|repeat(ed)?|new|old|[12]))?\]?$/i;
/** One-time codes, and fields that are only about a password. */
const NO_PASSWORD = /one[-_]?time|\b[th]?otp|hint|forgot|reset|show|strength/i;
/** The values of `autocomplete` for passwords. */
const PASSWORD_WORDS = /\b(current|new)-password\b/i;

/** Whether a field is for a password, even if it shows what is typed. */
export function isForPassword(field: Field): boolean {
  return field.type === 'password' || isBare(field);
}

/** The fields that hide their text. */
export function passwordFields(forms: readonly Form[]): Field[] {
  return forms.flatMap(({ fields }) => fields).filter(({ type }) => type === 'password');
}

/** The fields for passwords that show their text. */
export function bareFields(forms: readonly Form[]): Field[] {
  return forms.flatMap(({ fields }) => fields).filter(isBare);
}

function isBare({ type, name, words }: Field): boolean {
  if (!BARE_TYPES.has(type) || NO_PASSWORD.test(name)) return false;
  return PASSWORD_NAME.test(name) || PASSWORD_WORDS.test(words);
}
