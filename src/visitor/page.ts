import { Parser } from 'htmlparser2';
import { chosenIn, type Field, type Form, fieldOf, formOf, type Option } from './forms/form.ts';
import { type Link, linkOf } from './forms/link.ts';
import { isForPassword } from './forms/passwords.ts';

/** What a visitor can do on a page, and its text. */
export interface Page {
  /** The text between the tags, with white space collapsed. */
  text: string;
  forms: Form[];
  links: Link[];
  /** The base of its addresses, as written; absent: its own address. */
  base?: string;
  /** Its `meta` tags: `csrf-token`, `referrer`, `refresh`, …, by name, or by what header they stand for. */
  meta: ReadonlyMap<string, string>;
  /** Whether scripts may add to what is shown. */
  hasScripts: boolean;
}

/** Used if there is no page. */
export const NO_PAGE: Page = { text: '', forms: [], links: [], meta: new Map(), hasScripts: false };

export type { Link };

type Attributes = Record<string, string>;

/** Reads a page as a browser without scripts would. */
export function readPage(html: string): Page {
  const reader = new PageReader();
  const parser = new Parser(reader);
  for (let at = 0; at < html.length && !reader.isTooDeep; at += CHUNK) {
    parser.write(html.slice(at, at + CHUNK));
  }
  parser.end();
  return reader.page();
}

/** In characters. */
const CHUNK = 8_192;
/**
 * Deeper elements are not read: to end an element, the parser looks through all of its parents. Browsers stop at 512.
 */
const DEEPEST = 1_000;
/** Further links of a page are ignored. */
const MOST_LINKS = 1_000;

const UNSEEN = new Set(['script', 'style', 'template', 'title']);

/** An element whose text is read. */
interface Listener {
  tag: string;
  text: string;
  /** Gets the text when the element ends. */
  done(text: string): void;
}

/** A group of fields. If it is disabled, so are all of its fields except those in its first legend. */
interface Fieldset {
  isDisabled: boolean;
  legend: 'none yet' | 'open' | 'closed';
}

function disablesNow({ isDisabled, legend }: Fieldset): boolean {
  return isDisabled && legend !== 'open';
}

/** Reads a page, tag by tag. */
class PageReader {
  #text = '';
  #base: string | undefined;
  readonly #links: Link[] = [];
  readonly #meta = new Map<string, string>();
  readonly #forms: Form[] = [];
  readonly #formsById = new Map<string, Form>();
  /** Each field, with its form, or with the id of the form that it names. */
  readonly #fields: Array<{ field: Field; of: Form | string | undefined }> = [];
  readonly #listeners: Listener[] = [];
  #form: Form | undefined;
  /** Whether the form's end tag was missing: then the following fields belong to it. */
  #formIsOpen = false;
  #unseen = 0;
  #hasScripts = false;
  #depth = 0;
  /** The open ones, outermost first. */
  readonly #fieldsets: Fieldset[] = [];
  #isGroupDisabled = false;
  #select: { attributes: Attributes; options: Option[]; disabled: boolean } | undefined;

  get isTooDeep(): boolean {
    return this.#depth > DEEPEST;
  }

  page(): Page {
    for (const { field, of } of this.#fields) {
      const form = typeof of === 'string' ? this.#formsById.get(of) : of;
      form?.fields.push(field);
    }
    return {
      text: oneLine(this.#text),
      forms: this.#forms,
      links: this.#links,
      base: this.#base,
      meta: this.#meta,
      hasScripts: this.#hasScripts,
    };
  }

  onopentag(tag: string, attributes: Attributes): void {
    this.#depth += 1;
    if (tag === 'script') this.#hasScripts = true;
    if (UNSEEN.has(tag)) this.#unseen += 1;
    if (this.#unseen > 0) return;
    if (tag === 'base') this.#base ??= attributes.href;
    else if (tag === 'meta') this.#takeMeta(attributes);
    else if (tag === 'form') this.#openForm(attributes);
    else if (tag === 'fieldset') this.#openFieldset(attributes);
    else if (tag === 'legend') this.#turnLegend('none yet', 'open');
    else if (tag === 'optgroup') this.#isGroupDisabled = 'disabled' in attributes;
    else if (tag === 'input') this.#add(fieldOf(tag, attributes), attributes);
    else if (tag === 'textarea' || tag === 'button') this.#openField(tag, attributes);
    else if (tag === 'select')
      this.#select = { attributes, options: [], disabled: this.#isDisabled(attributes) };
    else if (tag === 'option') this.#openOption(attributes);
    this.#takeLink(tag, attributes);
  }

  ontext(text: string): void {
    if (this.#unseen > 0) return;
    this.#text += text;
    for (const listener of this.#listeners) listener.text += text;
  }

  onclosetag(tag: string, isImplied: boolean): void {
    this.#depth -= 1;
    if (UNSEEN.has(tag)) this.#unseen -= 1;
    this.#text += ' ';
    if (this.#unseen > 0) return;
    const last = this.#listeners.at(-1);
    if (last?.tag === tag) this.#listeners.pop()?.done(last.text);
    if (tag === 'form') this.#closeForm(isImplied);
    else if (tag === 'fieldset') this.#fieldsets.pop();
    else if (tag === 'legend') this.#turnLegend('open', 'closed');
    else if (tag === 'optgroup') this.#isGroupDisabled = false;
    else if (tag === 'select') this.#closeSelect();
  }

  #takeMeta({ name, content = '', ...attributes }: Attributes): void {
    const key = name || attributes['http-equiv'];
    if (key) this.#meta.set(key.toLowerCase(), content);
  }

  #takeLink(tag: string, attributes: Attributes): void {
    const way = linkOf(tag, attributes);
    if (!way || this.#links.length === MOST_LINKS) return;
    this.#listen(tag, (text) => this.#links.push({ ...way, text: oneLine(text) }));
  }

  /** A form in a form is not allowed: browsers ignore its tag. */
  #openForm(attributes: Attributes): void {
    if (this.#form && !this.#formIsOpen) return;
    this.#form = formOf(attributes);
    this.#formIsOpen = false;
    this.#forms.push(this.#form);
    const { id } = attributes;
    if (id && !this.#formsById.has(id)) this.#formsById.set(id, this.#form);
  }

  /** If the element in which the form began ends, browsers still add the following fields to the form. */
  #closeForm(isImplied: boolean): void {
    if (isImplied) this.#formIsOpen = true;
    else this.#form = undefined;
  }

  #openFieldset(attributes: Attributes): void {
    this.#fieldsets.push({ isDisabled: 'disabled' in attributes, legend: 'none yet' });
  }

  /** A legend belongs to the innermost fieldset. */
  #turnLegend(from: Fieldset['legend'], to: Fieldset['legend']): void {
    const last = this.#fieldsets.at(-1);
    if (last?.legend === from) last.legend = to;
  }

  #openField(tag: string, attributes: Attributes): void {
    const field = fieldOf(tag, attributes);
    this.#add(field, attributes);
    this.#listen(tag, (text) => {
      if (tag === 'textarea') field.value = text.replace(/^\r?\n/, '');
      else field.words = oneLine(`${text} ${field.words}`);
    });
  }

  #openOption(attributes: Attributes): void {
    const select = this.#select;
    if (!select) return;
    const isDisabled = this.#isGroupDisabled || 'disabled' in attributes;
    this.#listen('option', (text) => {
      select.options.push({
        value: attributes.value ?? oneLine(text),
        selected: 'selected' in attributes,
        disabled: isDisabled,
      });
    });
  }

  #closeSelect(): void {
    const select = this.#select;
    this.#select = undefined;
    if (!select || select.disabled) return;
    for (const field of chosenIn(select.attributes, select.options)) {
      this.#fields.push({ field, of: select.attributes.form ?? this.#form });
    }
  }

  #add(field: Field, attributes: Attributes): void {
    if (this.#isDisabled(attributes)) return;
    this.#fields.push({ field, of: attributes.form ?? this.#form });
  }

  #isDisabled(attributes: Attributes): boolean {
    return 'disabled' in attributes || this.#fieldsets.some(disablesNow);
  }

  #listen(tag: string, done: Listener['done']): void {
    this.#listeners.push({ tag, text: '', done });
  }
}

/** Whether the form asks for a password. */
export function asksForPassword({ fields }: Form): boolean {
  return fields.some(isForPassword);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
