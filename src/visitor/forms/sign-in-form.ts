import { asksForPassword, type Link, type Page } from '../page.ts';
import { type Field, type Form, isButton } from './form.ts';
import { isForPassword } from './passwords.ts';
import { type Submission, submissionOf } from './submission.ts';

const SIGN_IN = /(log|sign)[-_ ]?(in|on)|authenticate/i;
/** For making an account, changing a password, or signing in by another service. */
const NOT_SIGN_IN =
  /sign[-_ ]?up|regist|create|join|new[-_ ]?(account|password)|forgot|reset|change/i;
const SOMEBODY_ELSE = /google|github|facebook|apple|microsoft|twitter|linkedin|passkey|sso|saml/i;
const NAME_FIELDS = /user|login|e-?mail|account|name|phone|mobile|tel|nick|handle|member|ident/i;
const NAME_TYPES = new Set(['text', 'email', 'tel', 'search', 'url', 'number']);

/** Addresses that sign out. */
export const SIGN_OUT = /(log|sign)[-_]?(out|off)/i;
/** The text of links and buttons that sign out. */
const SIGN_OUT_WORDS =
  /^\W*(log|sign)[-_ ]?(me )?(out|off)\b|^(abmelden|ausloggen|déconnexion|se déconnecter|cerrar sesión|salir|sair|esci|uitloggen|afmelden)$/i;

/** The sign-in form of a page: one that asks for a password, but preferably not for a new one. */
export function signInForm({ forms }: Page): Form | undefined {
  return best(forms.filter(asksForPassword), likelihood);
}

function likelihood(form: Form): number {
  const passwords = form.fields.filter(isForPassword);
  const buttons = form.fields.filter(({ type }) => isButton(type));
  const words = [form.words, ...buttons.map((button) => button.words)].join(' ');
  const says = (pattern: RegExp) => passwords.some((field) => pattern.test(field.words));
  return (
    (passwords.length === 1 ? 4 : 0) +
    (says(/current-password/i) ? 4 : 0) -
    (says(/new-password/i) ? 4 : 0) +
    (SIGN_IN.test(words) ? 2 : 0) -
    (NOT_SIGN_IN.test(words) ? 2 : 0) -
    (form.method === 'DIALOG' ? 8 : 0)
  );
}

/** What a browser would send of a sign-in form, with a name and a password typed in. */
export function filledIn(form: Form, user: string, password: string): Submission {
  const { fields } = form;
  const passwords = fields.filter(isForPassword);
  const nameField = nameFieldOf(fields);
  const typed = new Map(passwords.map((field) => [field, password]));
  if (nameField) typed.set(nameField, user);
  return submissionOf(form, buttonOf(form, SIGN_IN), typed);
}

/** The names of a sign-in form's fields; undefined if a field has no name, or there is none. */
export interface FieldNames {
  user: string | undefined;
  password: string | undefined;
}

export function fieldNamesOf({ fields }: Form): FieldNames {
  return {
    user: nameFieldOf(fields)?.name || undefined,
    password: fields.find(isForPassword)?.name || undefined,
  };
}

/** Whether the form asks for something besides the password: a name. */
export function asksForName(fields: readonly Field[]): boolean {
  return nameFieldOf(fields) !== undefined;
}

/** The field for the user name: by its name, else the one before the password. */
export function nameFieldOf(fields: readonly Field[]): Field | undefined {
  const password = fields.findIndex(isForPassword);
  const before = fields.slice(0, Math.max(0, password)).reverse();
  const candidates = [...before, ...fields.slice(password + 1)].filter(
    (field) => NAME_TYPES.has(field.type) && !isForPassword(field),
  );
  return best(candidates, ({ type, name, words }) => {
    const isNamed = NAME_FIELDS.test(name);
    const saysSo = NAME_FIELDS.test(words);
    return (isNamed ? 2 : 0) + (saysSo ? 1 : 0) + (type === 'email' || type === 'tel' ? 2 : 0);
  });
}

/** The button to press: the one that says what is wanted, else the first. */
export function buttonOf({ fields }: Form, wanted: RegExp): Field | undefined {
  const buttons = fields.filter(
    ({ type, instead }) => isButton(type) && instead?.method !== 'DIALOG',
  );
  return best(buttons, ({ words, instead }) => {
    const leadsAway = instead?.action !== undefined && !wanted.test(instead.action);
    return (wanted.test(words) ? 2 : 0) - (SOMEBODY_ELSE.test(words) ? 4 : 0) - (leadsAway ? 1 : 0);
  });
}

/** How the page lets a visitor log out: by a form or a link, known by its address, else by its text. */
export function signOutOf(page: Page): Submission | undefined {
  return formThatSignsOut(page) ?? linkThatSignsOut(page);
}

function formThatSignsOut({ forms }: Page): Submission | undefined {
  const ways = forms
    .filter((form) => form.method !== 'DIALOG' && !asksForPassword(form))
    .map((form) => {
      const button = buttonOf(form, SIGN_OUT_WORDS);
      return { form, button, action: button?.instead?.action ?? form.action };
    });
  const way =
    ways.find(({ action }) => SIGN_OUT.test(action)) ??
    ways.find(({ button }) => button && SIGN_OUT_WORDS.test(button.words.trim()));
  return way && submissionOf(way.form, way.button);
}

function linkThatSignsOut({ links, meta }: Page): Submission | undefined {
  const link =
    links.find(({ href }) => SIGN_OUT.test(href)) ??
    links.find(({ text }) => SIGN_OUT_WORDS.test(text));
  return link && submissionOfLink(link, meta);
}

/** If scripts turn a link into a form, the method is in a field, with the page's token. */
function submissionOfLink({ href, script }: Link, meta: Page['meta']): Submission {
  const plain = { action: href, enctype: 'application/x-www-form-urlencoded', entries: [] };
  if (!script) return { ...plain, method: 'GET' };
  if (script.by === 'fetch') return { ...plain, method: script.method };
  const token = meta.get('csrf-token');
  return {
    ...plain,
    method: 'POST',
    entries: [
      { name: '_method', value: script.method.toLowerCase() },
      ...(token === undefined ? [] : [{ name: meta.get('csrf-param') ?? '_csrf', value: token }]),
    ],
  };
}

/** The one with the highest score; of several, the first. */
function best<Item>(items: readonly Item[], score: (item: Item) => number): Item | undefined {
  let found: { item: Item; score: number } | undefined;
  for (const item of items) {
    const its = score(item);
    if (!found || its > found.score) found = { item, score: its };
  }
  return found?.item;
}
