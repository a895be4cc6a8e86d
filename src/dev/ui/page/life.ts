import type { Life, LifeMoment } from '../shapes.ts';
import { lifeOf } from './connection.ts';
import { button, clock, element, span } from './dom.ts';
import { standingOf } from './session-list.ts';
import { changeList } from './tail.ts';

/** A session's whole life, beside the sequence, until it is closed. */
export class LifePanel {
  readonly #panel: HTMLElement;
  #shown: string | undefined;
  #before: Element | null = null;
  /** The number of the last question: answers to earlier ones are ignored. */
  #asked = 0;

  constructor(panel: HTMLElement) {
    this.#panel = panel;
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  /** Shows a session, and takes the focus there. */
  async open(session: string): Promise<void> {
    if (!this.#panel.contains(document.activeElement)) this.#before = document.activeElement;
    this.#shown = session;
    await this.#show();
    this.#panel.querySelector('h2')?.focus();
    for (const row of document.querySelectorAll('.request')) {
      const isIts = [...row.querySelectorAll('.alias')].some((one) => one.textContent === session);
      row.classList.toggle('its', isIts);
    }
  }

  /** Something happened to sessions. */
  changed(sessions: ReadonlyArray<{ session: string }>): void {
    if (sessions.some(({ session }) => session === this.#shown)) void this.#show();
  }

  close(): void {
    this.#shown = undefined;
    this.#panel.hidden = true;
    for (const row of document.querySelectorAll('.its')) row.classList.remove('its');
    if (this.#before instanceof HTMLElement && this.#before.isConnected) this.#before.focus();
    else document.querySelector<HTMLElement>('#store h2')?.focus();
  }

  async #show(): Promise<void> {
    const session = this.#shown;
    if (session === undefined) return;
    this.#asked += 1;
    const asked = this.#asked;
    const life = await lifeOf(session).catch(() => null);
    if (asked !== this.#asked || this.#shown === undefined) return;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidden = false;
    this.#panel.replaceChildren(...this.#contents(session, life));
    if (hadFocus) this.#panel.querySelector('h2')?.focus();
  }

  #contents(session: string, life: Life | null): HTMLElement[] {
    const heading = element('h2', { id: 'life-title', tabIndex: -1 }, 'The life of ', session);
    const close = button('close', 'Close', () => this.close());
    const head = element('header', {}, heading, close);
    if (!life) return [head, element('p', {}, 'Nothing of it is known any more.')];
    const { user, data, since, forgotten, moments } = life;
    const [first, ...others] = moments;
    return [
      head,
      element(
        'p',
        { className: 'standing' },
        user !== null && span('user', user),
        ' ',
        standingOf(life),
        ', first seen ',
        clock(since),
      ),
      element(
        'ol',
        { className: 'moments' },
        first && momentItem(first),
        forgotten > 0 && element('li', { className: 'more' }, `${forgotten} more, not kept`),
        ...others.map(momentItem),
      ),
      ...(data === undefined
        ? []
        : [
            element(
              'h3',
              {},
              ['live', 'left'].includes(life.state) ? 'What it holds' : 'What it held',
            ),
            element('pre', { tabIndex: 0 }, data),
          ]),
    ];
  }
}

function momentItem({ at, kind, text, request, changes }: LifeMoment): HTMLLIElement {
  return element(
    'li',
    { className: kind },
    element('p', {}, clock(at), ' ', span('what', text)),
    request !== undefined && element('p', { className: 'by' }, request),
    changes.length > 0 && changeList(changes),
  );
}
