import type { Page } from '../page.ts';
import type { Field, Form } from './form.ts';
import { isForPassword } from './passwords.ts';

/** Types of fields into which a code is typed. */
const TYPED = new Set(['text', 'tel', 'number', 'password', 'search']);
/** Names that nothing but a code from an app, a text message or a mail has. */
const CODE_NAME =
  /^(t?otp|2fa|mfa|tfa|two[-_]?factor|one[-_]?time)|((otp|2fa|mfa|tfa|factor|auth\w*|login|security|verif\w*)[-_]?(code|token|pin))$/i;
/** Names of codes, if it is all that a form asks for. */
const ONLY_NAME = /^(code|token|pin|passcode)$/i;
/** What JSON says instead of a page: `{"twoFactorRequired": true}`. */
const IN_JSON = /"[^"]*(two[-_]?factor|2fa|\bmfa|\bt?otp|one[-_]?time)[^"]*"\s*:\s*(true|"|\{)/i;

/** Whether a page, or JSON, asks for a code besides the password. */
export function asksForCode({ forms, text }: Page): boolean {
  return forms.some(isCodeForm) || (/^\s*\{/.test(text) && IN_JSON.test(text));
}

function isCodeForm({ method, fields }: Form): boolean {
  const typed = fields.filter(({ type }) => TYPED.has(type));
  if (method !== 'POST' || typed.some(isPassword)) return false;
  return typed.some(isForCode) || (typed.length === 1 && ONLY_NAME.test(typed[0]?.name ?? ''));
}

/** A code may be hidden while it is typed. */
function isPassword(field: Field): boolean {
  return isForPassword(field) && !isForCode(field);
}

function isForCode({ name, words }: Field): boolean {
  return CODE_NAME.test(name) || /\bone-time-code\b/.test(words);
}
