import { randomUUID } from 'node:crypto';
import { type Field, type Form, isButton } from './form.ts';

/** A filled-in form that is about to be sent. */
export interface Submission {
  /** In upper case. */
  method: string;
  /** As written; empty for the page's own address. */
  action: string;
  enctype: string;
  entries: FormEntry[];
}

/** A field's name and value as they are sent. */
export interface FormEntry {
  name: string;
  value: string;
  /** A file input, without a chosen file. */
  isFile?: true;
}

/**
 * What a browser sends of a form: HTML, "Constructing the entry list".
 *
 * @param button the pressed one
 * @param typed what is typed into fields, instead of their values
 */
export function submissionOf(
  form: Form,
  button: Field | undefined,
  typed: ReadonlyMap<Field, string> = new Map(),
): Submission {
  const on = switchedOn(form.fields);
  return {
    method: form.method,
    action: form.action,
    enctype: form.enctype,
    ...button?.instead,
    entries: form.fields.flatMap((field) => {
      const counts = isButton(field.type) ? field === button : !isSwitch(field) || on.has(field);
      return counts ? entriesOf(field, typed.get(field) ?? field.value) : [];
    }),
  };
}

function entriesOf({ name, type }: Field, value: string): FormEntry[] {
  if (type === 'image') {
    const prefix = name && `${name}.`;
    return ['x', 'y'].map((axis) => ({ name: prefix + axis, value: '0' }));
  }
  if (!name || type === 'button' || type === 'reset') return [];
  if (type === 'file') return [{ name, value: '', isFile: true }];
  if (type === 'hidden' && /^_charset_$/i.test(name)) return [{ name, value: 'UTF-8' }];
  return [{ name, value }];
}

function isSwitch({ type }: Field): boolean {
  return type === 'checkbox' || type === 'radio';
}

/** The check boxes and radio buttons that are on; required ones are switched on. */
function switchedOn(fields: readonly Field[]): Set<Field> {
  return new Set(
    fields.filter((field) => {
      if (field.type !== 'radio') return field.on || field.required;
      const group = fields.filter(({ type, name }) => type === 'radio' && name === field.name);
      const isRequired = group.some(({ required }) => required);
      return field === (group.findLast(({ on }) => on) ?? (isRequired ? group[0] : undefined));
    }),
  );
}

const FORM = 'application/x-www-form-urlencoded';

/** The entries as a request's body, and its content type. */
export function bodyOf(
  entries: readonly FormEntry[],
  enctype = FORM,
): { type: string; text: string } {
  const clean = entries.map(({ name, value, isFile }) => ({
    name: withLineBreaks(name),
    value: withLineBreaks(value),
    isFile,
  }));
  if (enctype === 'text/plain') {
    return { type: enctype, text: clean.map(({ name, value }) => `${name}=${value}\r\n`).join('') };
  }
  if (enctype === 'multipart/form-data') return multipart(clean);
  return { type: FORM, text: urlEncoded(clean) };
}

/** The entries as a query. */
export function urlEncoded(entries: readonly FormEntry[]): string {
  return new URLSearchParams(entries.map(({ name, value }) => [name, value])).toString();
}

function multipart(entries: readonly FormEntry[]): { type: string; text: string } {
  const boundary = `----WebKitFormBoundary${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const parts = entries.map(({ name, value, isFile }) => {
    const file = isFile ? '; filename=""\r\nContent-Type: application/octet-stream' : '';
    const head = `Content-Disposition: form-data; name="${escaped(name)}"${file}`;
    return `--${boundary}\r\n${head}\r\n\r\n${value}\r\n`;
  });
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    text: `${parts.join('')}--${boundary}--\r\n`,
  };
}

function escaped(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

/** As forms send line breaks: two characters each. */
function withLineBreaks(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}
