import type { LiveChange, LiveEntry, LiveRequest } from '../shapes.ts';
import type { Chosen } from './chosen.ts';
import { button, clock, element, span } from './dom.ts';

/** How many rows are shown: with more, browsers become slow. */
const MOST_ROWS = 1_000;
/** If the end is this close, in pixels, the page scrolls along. */
const NEAR_END = 80;

/** The sequence: what browsers requested, what the app answered, and what happened in its store. */
export class Tail {
  readonly #list: HTMLOListElement;
  readonly #chosen: Chosen;
  readonly #open: (session: string) => void;
  readonly #isEmpty = element(
    'p',
    { className: 'empty' },
    'Nothing was asked of the app yet. Click through it in your browser, and see here what each request does.',
  );

  constructor(list: HTMLOListElement, chosen: Chosen, open: (session: string) => void) {
    this.#list = list;
    this.#chosen = chosen;
    this.#open = open;
    list.before(this.#isEmpty);
  }

  /** Shows all rows again. */
  showAll(entries: readonly LiveEntry[]): void {
    this.#list.replaceChildren(...entries.slice(-MOST_ROWS).map((entry) => this.#row(entry)));
    this.#tidy();
    this.#toEnd();
  }

  add(entry: LiveEntry): void {
    const pane = this.#list.parentElement;
    const reads = pane ? pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR_END : false;
    const readsPage = document.documentElement.scrollHeight - scrollY - innerHeight < NEAR_END;
    this.#list.append(this.#row(entry));
    this.#tidy();
    if (reads && readsPage) this.#toEnd();
  }

  #tidy(): void {
    while (this.#list.children.length > MOST_ROWS) {
      const [first] = this.#list.children;
      if (first instanceof HTMLElement) this.#chosen.forget(Number(first.dataset.number));
      first?.remove();
    }
    this.#isEmpty.hidden = this.#list.querySelector('.request') !== null;
  }

  #toEnd(): void {
    const pane = this.#list.parentElement;
    if (pane) pane.scrollTop = pane.scrollHeight;
  }

  #row(entry: LiveEntry): HTMLLIElement {
    if (entry.type === 'request') return this.#request(entry);
    const { tone, text, session } = entry;
    const link = session === undefined ? null : this.#alias(session);
    return element(
      'li',
      { className: `news ${tone}` },
      span('when', clock(entry.at)),
      span('words', text, link && ' ', link),
    );
  }

  #request(entry: LiveRequest): HTMLLIElement {
    const { number, method, path, marks, isStatic } = entry;
    const isWrong = marks.length > 0 || (entry.status ?? 500) >= 500;
    const row = element('li', {
      className: ['request', isWrong && 'wrong', isStatic && 'static'].filter(Boolean).join(' '),
    });
    row.dataset.number = String(number);
    row.append(
      span('when', this.#chosen.box(number, `${method} ${path}`, isStatic), clock(entry.at)),
      this.#wire(entry),
      this.#stored(entry),
    );
    return row;
  }

  /** The request and the response. */
  #wire({ method, path, status, location, cookies, took }: LiveRequest): HTMLElement {
    const answer = status === null ? 'no answer' : String(status);
    return element(
      'div',
      { className: 'wire' },
      element('p', { className: 'ask' }, span('method', method), ' ', span('path', path)),
      element(
        'p',
        { className: 'answer' },
        span(`status s${String(status ?? 0)[0]}`, answer),
        location !== null && span('to', ' → ', location),
        ...cookies.map((name) => span('cookie', name)),
        span('took', ` ${took} ms`),
      ),
    );
  }

  /** What happened to the session. */
  #stored(entry: LiveRequest): HTMLElement {
    const { before, after, user, action, effect, changes, marks } = entry;
    const stored = element('div', { className: 'stored' });
    if (action === null && marks.length === 0) return stored;
    const isOther = before !== undefined && after !== undefined && before !== after;
    const line = element('p', { className: `does ${action ?? 'none'}` });
    if (before !== undefined) line.append(this.#alias(before), ' ');
    if (isOther) line.append('→ ');
    if (after !== undefined && after !== before) line.append(this.#alias(after), ' ');
    if (user !== null) line.append(span('user', user), ' ');
    line.append(span('effect', effect));
    stored.append(line);
    if (changes.length > 0) stored.append(changeList(changes));
    if (marks.length > 0) {
      const items = marks.map((mark) => element('li', {}, mark));
      stored.append(element('ul', { className: 'marks' }, ...items));
    }
    return stored;
  }

  #alias(session: string): HTMLButtonElement {
    const made = button('alias', session, () => this.#open(session));
    made.ariaLabel = `the life of session ${session}`;
    return made;
  }
}

/** Keys that were added, changed or removed. */
export function changeList(changes: readonly LiveChange[]): HTMLUListElement {
  return element('ul', { className: 'changes' }, ...changes.map(changeItem));
}

function changeItem({ key, before, after }: LiveChange): HTMLLIElement {
  const sign = after === undefined ? '−' : before === undefined ? '+' : '~';
  return element(
    'li',
    {},
    span('sign', sign),
    ' ',
    span('key', key),
    ' ',
    before !== undefined && element('del', {}, before),
    before !== undefined && after !== undefined && ' ',
    after !== undefined && element('ins', {}, after),
  );
}
