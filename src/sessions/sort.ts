import type { Session } from './session.ts';

/** What sessions can be sorted by, and what comes first. */
export const SORTS = {
  age: 'oldest first',
  idle: 'longest first',
  leaves: 'soonest first',
  size: 'largest first',
  user: 'A to Z',
} as const;

export type Sort = keyof typeof SORTS;

/** The same, and the default: the last used first. */
type Order = Sort | 'used';

type Key = number | string | null;

/** What is compared: smaller values come first, null comes last. */
const KEYS: Readonly<Record<Order, (session: Session) => Key>> = {
  age: ({ created }) => created?.getTime() ?? null,
  idle: ({ used }) => used?.getTime() ?? null,
  leaves: ({ expires }) => expires?.getTime() ?? null,
  size: ({ size }) => -size,
  user: ({ user }) => user,
  used: ({ used }) => (used === null ? null : -used.getTime()),
};

/** Sorts sessions, and keeps the first `limit` of them, with little memory however many there are. */
export class Sorter {
  readonly #keyOf: (session: Session) => Key;
  readonly #limit: number;
  #sessions: Session[] = [];
  /** The last of the first `limit`, once there are so many: a session that comes after it is not needed. */
  #last: Session | undefined;

  constructor(order: Order, limit = Number.POSITIVE_INFINITY) {
    this.#keyOf = KEYS[order];
    this.#limit = limit;
  }

  add(session: Session): void {
    if (this.#last && this.#compare(session, this.#last) >= 0) return;
    this.#sessions.push(session);
    // Each may be large, so only few are kept beyond the limit.
    if (this.#sessions.length < 2 * this.#limit + 10) return;
    this.#sessions = this.sorted();
    this.#last = this.#sessions.at(-1);
  }

  sorted(): Session[] {
    const before = (one: Session, other: Session) => this.#compare(one, other);
    return this.#sessions.sort(before).slice(0, this.#limit);
  }

  #compare(one: Session, other: Session): number {
    return compare(this.#keyOf(one), this.#keyOf(other));
  }
}

function compare(one: Key, other: Key): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
