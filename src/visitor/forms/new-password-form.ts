import type { Page } from '../page.ts';
import type { Field, Form } from './form.ts';
import { isForPassword } from './passwords.ts';
import { buttonOf, nameFieldOf } from './sign-in-form.ts';
import { type Submission, submissionOf } from './submission.ts';

const OLD = /old|current|existing|present/i;
const NEW = /new/i;
const AGAIN = /again|confirm|repeat|retype|verif|match|[-_]?2$/i;
const SAVE = /change|save|update|set|new|confirm/i;

/**
 * The form of a page in which somebody who is signed in changes their password; undefined if there is none. A form that
 * asks for a name too signs in, or makes an account.
 */
export function newPasswordForm({ forms }: Page): Form | undefined {
  return forms.find(
    (form) =>
      form.method === 'POST' &&
      newFields(form).length > 0 &&
      (nameFieldOf(form.fields)?.value ?? 'none') !== '',
  );
}

/** What a browser would send of it, with the old password, and twice the new one, if it asks for that. */
export function withNewPassword(form: Form, { old, new: chosen }: Passwords): Submission {
  const fresh = newFields(form);
  const typed = new Map(
    form.fields
      .filter(isForPassword)
      .map((field) => [field, fresh.includes(field) ? chosen : old] as const),
  );
  return submissionOf(form, buttonOf(form, SAVE), typed);
}

/** The password that counts, and the one that is to count. */
export interface Passwords {
  old: string;
  new: string;
}

/** The fields for the new password: the others, if any, are for the old one. */
function newFields({ fields }: Form): Field[] {
  const passwords = fields.filter(isForPassword);
  const says = (pattern: RegExp) => (field: Field) =>
    pattern.test(field.name) || pattern.test(field.words);
  const [isOld, isNew, isAgain] = [says(OLD), says(NEW), says(AGAIN)];
  if (passwords.some(isOld)) return passwords.filter((field) => !isOld(field));
  if (passwords.some(isNew)) return passwords.filter((field) => isNew(field) || isAgain(field));
  // Without such words, three fields are the old one, the new one, and the new one again; two are the new one twice.
  if (passwords.length === 3) return passwords.slice(1);
  return passwords.length === 2 ? passwords : [];
}
