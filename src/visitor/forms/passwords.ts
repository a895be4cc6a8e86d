import type { Field, Form } from './form.ts';

/** Fields in which what is typed shows. */
const BARE_TYPES = new Set(['text', 'search', 'email', 'tel', 'url', 'textarea']);
/** The whole of a name, or its last part: `user[password]`, `new_password`, `passwordAgain`. */
const PASSWORD_NAME =
  /(^|[\W_]|new|old|current|user|login|confirm|repeat)(password|passwd|passwort|passphrase|pwd)([-_]?(again|confirm(ation)?|repeat(ed)?|new|old|[12]))?\]?$/i;
/** Codes that are good for one time, and what is about a password. */
const NO_PASSWORD = /one[-_]?time|\b[th]?otp|hint|forgot|reset|show|strength/i;
/** What a page tells browsers of a field, by `autocomplete`. */
const PASSWORD_WORDS = /\b(current|new)-password\b/i;

/** Whether a field is for a password, whether or not what is typed shows. */
export function isForPassword(field: Field): boolean {
  return field.type === 'password' || isBare(field);
}

/** The fields whose text does not show. */
export function passwordFields(forms: readonly Form[]): Field[] {
  return forms.flatMap(({ fields }) => fields).filter(({ type }) => type === 'password');
}

/** The fields for passwords whose text shows. */
export function bareFields(forms: readonly Form[]): Field[] {
  return forms.flatMap(({ fields }) => fields).filter(isBare);
}

function isBare({ type, name, words }: Field): boolean {
  if (!BARE_TYPES.has(type) || NO_PASSWORD.test(name)) return false;
  return PASSWORD_NAME.test(name) || PASSWORD_WORDS.test(words);
}
