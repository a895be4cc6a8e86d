import { type Page, readPage } from '../visitor/page.ts';

/** Stands for the visitor's name in a page: a character that no page has. */
const ANYBODY = '\uE000';

/** A site whose every page differs has no use for those from before. */
const MOST_PAGES = 200;
/** Pages that are longer, in characters, would take more room than they save work. */
const LONGEST_PAGE = 100_000;

/** Reads pages; one that came before, for whatever visitor, is not read again. */
export class KnownPages {
  readonly #pages = new Map<string, Page>();

  /** The page of a visitor. What differs from another's by the name alone is the same page. */
  read(html: string, name: string): Page {
    if (html.length > LONGEST_PAGE) return readPage(html);
    const key = html.replaceAll(name, ANYBODY);
    const known = this.#pages.get(key);
    if (known) return renamed(known, ANYBODY, name);
    const page = readPage(html);
    if (this.#pages.size === MOST_PAGES) this.#pages.clear();
    this.#pages.set(key, renamed(page, name, ANYBODY));
    return page;
  }
}

function renamed(page: Page, from: string, to: string): Page {
  const rename = (value: string) => value.replaceAll(from, to);
  return {
    ...page,
    text: rename(page.text),
    links: page.links.map((link) => ({
      ...link,
      href: rename(link.href),
      text: rename(link.text),
    })),
    forms: page.forms.map((form) => ({
      ...form,
      action: rename(form.action),
      fields: form.fields.map((field) => ({ ...field, value: rename(field.value) })),
    })),
  };
}
