import { type Page, readPage } from '../visitor/page.ts';

/** Replaces the visitor's name in a page: a character that occurs in no page. */
const ANYBODY = '\uE000';

/** For a site whose pages all differ, keeping more of them would be useless. */
const MOST_PAGES = 200;
/** Keeping longer pages, in characters, would take more memory than it saves work. */
const LONGEST_PAGE = 100_000;

/** Reads pages, and keeps them: a page is parsed once, whichever visitor gets it. */
export class KnownPages {
  readonly #pages = new Map<string, Page>();

  /** The parsed page of a visitor. Pages that differ only in the visitor's name count as the same. */
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
