import { Parser } from 'htmlparser2';

/** What a visitor can do on a page, and what it says. */
export interface Page {
  /** The text between the tags, with white space run together. */
  text: string;
  forms: Form[];
  links: string[];
}

export interface Form {
  /** In upper case. */
  method: string;
  /** As written; empty for the page's own address. */
  action: string;
  fields: Field[];
}

interface Field {
  type: string;
  name: string;
  value: string;
}

const UNSEEN = new Set(['script', 'style', 'template', 'title']);

/** Reads a page as a browser without scripts would. */
export function readPage(html: string): Page {
  const page: Page = { text: '', forms: [], links: [] };
  let form: Form | undefined;
  let unseen = 0;
  const parser = new Parser({
    onopentag(tag, attributes) {
      const { type = 'text', name = '', value = '', action = '', method = 'get' } = attributes;
      if (UNSEEN.has(tag)) unseen += 1;
      if (tag === 'a' && attributes.href) page.links.push(attributes.href);
      if (tag === 'form') {
        // What is no method of a form counts as GET.
        form = { method: /^post$/i.test(method) ? 'POST' : 'GET', action, fields: [] };
        page.forms.push(form);
      }
      if (tag === 'input') form?.fields.push({ type: type.toLowerCase(), name, value });
    },
    ontext(text) {
      if (unseen === 0) page.text += text;
    },
    onclosetag(tag) {
      if (UNSEEN.has(tag)) unseen -= 1;
      if (tag === 'form') form = undefined;
      page.text += ' ';
    },
  });
  parser.end(html);
  page.text = page.text.replace(/\s+/g, ' ').trim();
  return page;
}

/** The form that asks for a password. */
export function signInForm({ forms }: Page): Form | undefined {
  return forms.find(({ fields }) => fields.some(({ type }) => type === 'password'));
}

/** What a browser would send of a sign-in form, with a name and a password typed in; hidden fields go along. */
export function filledIn(form: Form, user: string, password: string): Record<string, string> {
  const nameField = form.fields.find(({ type }) => type === 'text' || type === 'email');
  const sent = form.fields.filter(
    ({ name, type }) => name && type !== 'submit' && type !== 'checkbox',
  );
  // A page may call its fields whatever it likes, also `__proto__`.
  return Object.fromEntries(
    sent.map((field) => [
      field.name,
      field === nameField ? user : field.type === 'password' ? password : field.value,
    ]),
  );
}

/** What an address that signs out looks like. */
export const SIGN_OUT = /(log|sign)[-_]?(out|off)/i;

/** How the page lets a visitor log out: by a form, or by a link. */
export function signOutOf({
  forms,
  links,
}: Page): { method: string; path: string; fields: Record<string, string> } | undefined {
  const form = forms.find(({ action }) => SIGN_OUT.test(action));
  if (form) {
    const hidden = form.fields.filter(({ type, name }) => type === 'hidden' && name);
    return {
      method: form.method,
      path: form.action,
      fields: Object.fromEntries(hidden.map(({ name, value }) => [name, value])),
    };
  }
  const link = links.find((href) => SIGN_OUT.test(href));
  return link === undefined ? undefined : { method: 'GET', path: link, fields: {} };
}
