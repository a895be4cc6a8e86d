import type { LifeState, LiveSession } from '../shapes.ts';
import { clock, element, span } from './dom.ts';

/** The state of a session, in words. */
const STATES: Readonly<Record<LifeState, string>> = {
  live: 'in the store',
  left: 'left behind in the store',
  ended: 'ended',
  lost: 'lost with the app’s memory',
  unknown: 'not in the store',
};

/** The sessions, valid ones first. */
export class SessionList {
  readonly #list: HTMLUListElement;
  readonly #heading: HTMLElement;
  readonly #open: (session: string) => void;
  readonly #sessions = new Map<string, { session: LiveSession; card: HTMLLIElement }>();

  constructor(list: HTMLUListElement, heading: HTMLElement, open: (session: string) => void) {
    this.#list = list;
    this.#heading = heading;
    this.#open = open;
    // Times change even if nothing happens.
    setInterval(() => this.#refresh(), 10_000);
  }

  showAll(sessions: readonly LiveSession[]): void {
    this.#sessions.clear();
    this.#list.replaceChildren();
    this.show(sessions);
  }

  show(sessions: readonly LiveSession[]): void {
    for (const session of sessions) {
      const known = this.#sessions.get(session.session);
      const hadFocus = known?.card.contains(document.activeElement);
      known?.card.remove();
      const card = this.#card(session);
      this.#sessions.set(session.session, { session, card });
      this.#put(card, session);
      if (hadFocus) card.querySelector('button')?.focus();
    }
    this.#count();
  }

  get(session: string): LiveSession | undefined {
    return this.#sessions.get(session)?.session;
  }

  #put(card: HTMLLIElement, session: LiveSession): void {
    const gone = isGone(session);
    const first = [...this.#list.children].find(
      (other) => gone === other.classList.contains('gone') || other.classList.contains('gone'),
    );
    this.#list.insertBefore(card, first ?? null);
  }

  #refresh(): void {
    for (const { session, card } of this.#sessions.values()) {
      const place = card.querySelector('.state');
      if (place) place.textContent = standingOf(session);
      card.classList.toggle('gone', isGone(session));
    }
    this.#count();
  }

  #count(): void {
    const count = [...this.#sessions.values()].filter(({ session }) => !isGone(session)).length;
    this.#heading.textContent = `${count} ${count === 1 ? 'session' : 'sessions'}`;
    this.#list.hidden = this.#sessions.size === 0;
  }

  #card(session: LiveSession): HTMLLIElement {
    const { session: alias, user, data, until } = session;
    const open = element(
      'button',
      { type: 'button', className: 'open' },
      span('alias', alias),
      ' ',
      user !== null && span('user', user),
      ' ',
      span('state', standingOf(session)),
      span('spoken', ', show its life'),
    );
    open.addEventListener('click', () => this.#open(alias));
    return element(
      'li',
      { className: isGone(session) ? 'session gone' : 'session' },
      open,
      data !== undefined && !isGone(session) && element('pre', { tabIndex: -1 }, data),
      element('p', { className: 'facts' }, 'last seen ', clock(until)),
    );
  }
}

/** The state of a session at this moment: if its time is up, the store has removed it, or soon will. */
export function standingOf(session: LiveSession): string {
  if (hasExpired(session)) return 'its time is up';
  const { state, expires } = session;
  if (state !== 'live' || expires === null) return STATES[state];
  return `ends in ${spanOf(new Date(expires).getTime() - Date.now())}`;
}

function isGone(session: LiveSession): boolean {
  return !['live', 'left'].includes(session.state) || hasExpired(session);
}

function hasExpired({ state, expires }: LiveSession): boolean {
  const counts = state === 'live' || state === 'left';
  return counts && expires !== null && new Date(expires).getTime() <= Date.now();
}

const UNITS: ReadonlyArray<[milliseconds: number, name: string]> = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

function spanOf(milliseconds: number): string {
  const [unit, name] = UNITS.find(([one]) => milliseconds >= one) ?? [1_000, 's'];
  return `${Math.max(1, Math.round(milliseconds / unit))} ${name}`;
}
